using Thresher.Jobs.Outcomes;
using Thresher.Web.Streams;

namespace Thresher.Extraction.Rules;

/// <summary>The records of one page, within its time and memory.</summary>
internal sealed class ItemSink(Deadline deadline, long maxCharacters)
{
    private readonly List<ItemRow> _rows = [];
    private readonly Dictionary<string, int> _made = new(StringComparer.Ordinal);
    private long _characters;

    /// <summary>The records.</summary>
    public IReadOnlyList<ItemRow> Rows => _rows;

    /// <summary>Whether another may be begun.</summary>
    public bool HasRoom => _characters < maxCharacters && !deadline.HasPassed();

    /// <summary>Records of one name so far.</summary>
    public int Made(string rule) => _made.GetValueOrDefault(rule);

    /// <summary>Adds one, with the next ordinal of its name.</summary>
    public void Add(ItemRow row)
    {
        _rows.Add(row with { Ordinal = Made(row.Rule) });
        _made[row.Rule] = Made(row.Rule) + 1;
        _characters += row.Json.Length;
    }
}
