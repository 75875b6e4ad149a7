using AngleSharp.Dom;
using Thresher.Extraction.Elements;

namespace Thresher.Extraction.Sources;

/// <summary>An item's own properties (HTML standard, section 5.2.5): those below it and below what its <c>itemref</c> names, not those of items within.</summary>
internal static class MicrodataItem
{
    private const int StepsAProperty = 8;

    private static readonly char[]? Blanks = null;

    /// <summary>The elements that hold a property, in the page's order.</summary>
    /// <param name="tree">The page.</param>
    /// <param name="item">An element with <c>itemscope</c>.</param>
    /// <param name="name">The property, or the last part of its URL.</param>
    /// <exception cref="PageLimitException">The page's budget is spent.</exception>
    public static IEnumerable<int> Properties(DomTree tree, int item, string name)
    {
        var found = Below(tree, item);
        if (tree.Node(item).GetAttribute("itemref") is { } named && tree.Node(item).Owner is { } document)
        {
            var elsewhere = named.Split(Blanks, StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)
                .Select(id => Named(tree, document, id)).Where(element => element >= 0 && element != item)
                .SelectMany(element => IsItem(tree, element) ? [element] : Below(tree, element).Prepend(element));
            found = found.Concat(elsewhere).Distinct().Order();
        }

        return found.Where(element => Names(tree.Node(element)).Any(property => property == name || property.Split('/', '#')[^1] == name));
    }

    private static int Named(DomTree tree, IDocument document, string id)
    {
        tree.SpendOn(0);
        return document.GetElementById(id) is { } element ? tree.IndexOf(element) : -1;
    }

    private static string[] Names(IElement element) => (element.GetAttribute("itemprop") ?? "").Split(Blanks, StringSplitOptions.RemoveEmptyEntries);

    private static bool IsItem(DomTree tree, int element) => tree.Node(element).HasAttribute("itemscope");

    // In the page's order; what is inside another item belongs to that.
    private static IEnumerable<int> Below(DomTree tree, int root)
    {
        for (var element = root + 1; element < tree[root].Next; element = IsItem(tree, element) ? tree[element].Next : element + 1)
        {
            tree.Budget.Spend(StepsAProperty);
            yield return element;
        }
    }
}
