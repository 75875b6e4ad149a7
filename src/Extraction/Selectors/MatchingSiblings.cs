using Thresher.Extraction.Elements;

namespace Thresher.Extraction.Selectors;

/// <summary>Which of an element's siblings a selector matches, counted for all elements of a tree at once: <c>:nth-child(2 of .x)</c>.</summary>
internal sealed class MatchingSiblings
{
    private readonly FlatTree _tree;
    private readonly bool[] _matches;

    // Of each element, how many up to it; of each parent, how many children.
    private readonly int[] _upTo;
    private readonly int[] _children;

    /// <summary>Counts.</summary>
    /// <exception cref="PageLimitException">The page's budget is spent.</exception>
    public MatchingSiblings(FlatTree tree, FlatSelector selector)
    {
        tree.Budget.Spend(tree.Count);
        _tree = tree;
        (_matches, _upTo, _children) = (new bool[tree.Count], new int[tree.Count], new int[tree.Count]);
        for (var element = 1; element < tree.Count; element++)
        {
            _matches[element] = selector.Matches(tree, element, 0);
            _upTo[element] = (tree[element].Previous is >= 0 and var previous ? _upTo[previous] : 0) + (_matches[element] ? 1 : 0);
            _children[tree[element].Parent] = _upTo[element];
        }
    }

    /// <summary>An element's place among those siblings, from 1; 0 when it does not match itself.</summary>
    public int Of(int element, bool fromLast) =>
        !_matches[element] ? 0 : fromLast ? _children[_tree[element].Parent] + 1 - _upTo[element] : _upTo[element];
}
