using Thresher.Extraction.Elements;

namespace Thresher.Extraction.Selectors;

/// <summary>Looks for what <c>:has()</c> names in relation to an element: below it, or beside it.</summary>
internal static class RelatedElements
{
    /// <summary>Whether there is any.</summary>
    /// <exception cref="PageLimitException">The page's budget is spent.</exception>
    public static bool HasAny(FlatTree tree, int element, FlatSelector selector)
    {
        if (tree[element].Parent < 0)
        {
            return false;
        }

        // Below the element for a descendant or a child, behind it for what follows; anywhere around it where that is not plain to see.
        var parent = tree[element].Parent;
        var (from, to) = selector.FromScope switch
        {
            ' ' or '>' => (element + 1, tree[element].Next),
            '+' or '~' => (tree[element].Next, tree[parent].Next),
            _ => (parent + 1, tree[parent].Next),
        };
        for (var other = from; other < to; other++)
        {
            tree.Budget.Spend();
            if (selector.Matches(tree, other, element))
            {
                return true;
            }
        }

        return false;
    }
}
