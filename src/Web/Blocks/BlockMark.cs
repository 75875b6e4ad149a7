using System.Text;

namespace Thresher.Web.Blocks;

/// <summary>By what one protection is known. All that it names must be there.</summary>
/// <param name="Name">What people are told.</param>
/// <param name="Kind">What it is.</param>
public sealed record BlockMark(string Name, BlockKind Kind)
{
    private const int Ok = 200;

    /// <summary>Statuses, any of which it comes with; empty for any but 200.</summary>
    public IReadOnlyList<int> Statuses { get; init; } = [];

    /// <summary>Headers by name, and a text that the value holds.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Texts in lower case, as UTF-8: of each list one is in the body.</summary>
    public IReadOnlyList<byte[][]> Body { get; init; } = [];

    /// <summary>Texts in lower case, as UTF-8, none of which is in the body.</summary>
    public IReadOnlyList<byte[]> Not { get; init; } = [];

    /// <summary>Characters of visible text at most.</summary>
    public int MaxText { get; init; } = int.MaxValue;

    /// <summary>Whether it is known by the head alone.</summary>
    public bool IsOfHead => Body.Count == 0;

    /// <summary>Whether it may come with a status.</summary>
    public bool Takes(int status)
    {
        if (Statuses.Count == 0)
        {
            return status != Ok;
        }

        foreach (var taken in Statuses)
        {
            if (taken == status)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the headers are as it says.</summary>
    /// <param name="headers">The values of a header by its name; null for none.</param>
    internal bool IsInHead(Func<string, string?> headers)
    {
        foreach (var (name, text) in Headers)
        {
            if (headers(name)?.Contains(text, StringComparison.OrdinalIgnoreCase) != true)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the body is as it says.</summary>
    /// <param name="lower">The body in lower case.</param>
    internal bool IsInBody(ReadOnlySpan<byte> lower)
    {
        foreach (var texts in Body)
        {
            if (!HasOne(lower, texts))
            {
                return false;
            }
        }

        return !HasOne(lower, Not) && (MaxText == int.MaxValue || VisibleText.Length(lower) <= MaxText);
    }

    /// <summary>A text as it is looked for.</summary>
    internal static byte[] Lower(string text) => Encoding.UTF8.GetBytes(text.ToLowerInvariant());

    private static bool HasOne(ReadOnlySpan<byte> lower, IReadOnlyList<byte[]> texts)
    {
        foreach (var text in texts)
        {
            if (lower.IndexOf(text) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
