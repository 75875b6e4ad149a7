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
}
