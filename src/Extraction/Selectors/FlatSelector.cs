using Thresher.Extraction.Elements;

namespace Thresher.Extraction.Selectors;

/// <summary>A CSS selector made ready for <see cref="FlatTree"/>s; matches what AngleSharp's own matches on its tree.</summary>
internal sealed class FlatSelector(IReadOnlyList<SelectorChain> alternatives)
{
    /// <summary>Whether it asks for something that only AngleSharp's tree can tell.</summary>
    public bool NeedsDom { get; init; }

    /// <summary>Whether it asks for the record's element by <c>:scope</c>.</summary>
    public bool UsesScope { get; init; }

    /// <summary>How its first part goes from the record's element, as in <c>:scope &gt; a</c>; null where it does not begin so.</summary>
    public char? FromScope => alternatives is [{ Parts.Length: > 1 } only] && only.Parts[0].IsScope ? only.Combinators[0] : null;

    /// <summary>Whether it matches an element.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="element">The element.</param>
    /// <param name="scope">What <c>:scope</c> stands for; the root when there is no record's element.</param>
    /// <exception cref="PageLimitException">The page's budget is spent.</exception>
    public bool Matches(FlatTree tree, int element, int scope)
    {
        foreach (var chain in alternatives)
        {
            if (chain.Matches(tree, element, scope))
            {
                return true;
            }
        }

        return false;
    }
}
