using Thresher.Extraction.Elements;

namespace Thresher.Extraction.Selectors;

/// <summary>How many elements a selector matches before each element of a tree, from which follows whether it matches any below one.</summary>
internal sealed class MatchesBelow
{
    private readonly int[] _before;

    /// <summary>Counts.</summary>
    /// <exception cref="PageLimitException">The page's budget is spent.</exception>
    public MatchesBelow(FlatTree tree, FlatSelector selector)
    {
        tree.Budget.Spend(tree.Count);
        _before = new int[tree.Count + 1];
        for (var element = 0; element < tree.Count; element++)
        {
            _before[element + 1] = _before[element] + (selector.Matches(tree, element, 0) ? 1 : 0);
        }
    }

    /// <summary>Whether it matches an element below this one.</summary>
    /// <param name="next">The element after its last descendant.</param>
    /// <param name="element">The element.</param>
    public bool HasAny(int next, int element) => _before[next] > _before[element + 1];
}
