using Thresher.Extraction.Rules;
using Thresher.Jobs.Outcomes;

namespace Thresher.Extraction.Reading;

/// <summary>What was read off one page.</summary>
/// <param name="Items">Its records.</param>
/// <param name="Links">The links to follow; null when the job has no rules for them, so that all are.</param>
/// <param name="Markdown">Its readable text; null when it is not kept.</param>
public sealed record PageReading(IReadOnlyList<ItemRow> Items, IReadOnlyList<FollowedLink>? Links, string? Markdown)
{
    /// <summary>Nothing.</summary>
    public static PageReading None { get; } = new([], null, null);

    /// <summary>The same with further records, which go on counting those of their name.</summary>
    public PageReading With(IReadOnlyList<ItemRow> more)
    {
        if (more.Count == 0)
        {
            return this;
        }

        var made = Items.GroupBy(item => item.Rule, StringComparer.Ordinal).ToDictionary(items => items.Key, items => items.Count(), StringComparer.Ordinal);
        var items = Items.ToList();
        foreach (var item in more)
        {
            var ordinal = made.GetValueOrDefault(item.Rule);
            items.Add(item with { Ordinal = ordinal });
            made[item.Rule] = ordinal + 1;
        }

        return this with { Items = items };
    }
}
