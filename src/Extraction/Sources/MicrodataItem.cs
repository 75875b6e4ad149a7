using AngleSharp.Dom;

namespace Thresher.Extraction.Sources;

/// <summary>An item's own properties (HTML standard, section 5.2.5): those below it and below what its <c>itemref</c> names, not those of items within.</summary>
internal static class MicrodataItem
{
    private static readonly char[]? Blanks = null;

    /// <summary>The elements that hold a property, in the page's order.</summary>
    /// <param name="item">An element with <c>itemscope</c>.</param>
    /// <param name="name">The property, or the last part of its URL.</param>
    public static IEnumerable<IElement> Properties(IElement item, string name)
    {
        var found = Below(item, item);
        if (item.GetAttribute("itemref") is { } named && item.Owner is { } document)
        {
            var elsewhere = named.Split(Blanks, StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)
                .Select(document.GetElementById).OfType<IElement>().Where(element => element != item)
                .SelectMany(element => Below(element, item).Prepend(element));
            found = found.Concat(elsewhere).Distinct().Order(Comparer<IElement>.Create((one, other) =>
                one == other ? 0 : one.CompareDocumentPosition(other).HasFlag(DocumentPositions.Following) ? -1 : 1));
        }

        return found.Where(element => Names(element).Any(property => property == name || property.Split('/', '#')[^1] == name));
    }

    private static string[] Names(IElement element) => (element.GetAttribute("itemprop") ?? "").Split(Blanks, StringSplitOptions.RemoveEmptyEntries);

    // In the page's order, without recursion; what is inside another item belongs to that.
    private static IEnumerable<IElement> Below(IElement root, IElement item)
    {
        if (root != item && root.HasAttribute("itemscope"))
        {
            yield break;
        }

        var open = new Stack<(INodeList Children, int Next)>();
        open.Push((root.ChildNodes, 0));
        while (open.TryPop(out var level))
        {
            if (level.Next == level.Children.Length)
            {
                continue;
            }

            open.Push((level.Children, level.Next + 1));
            if (level.Children[level.Next] is IElement child)
            {
                yield return child;
                if (!child.HasAttribute("itemscope"))
                {
                    open.Push((child.ChildNodes, 0));
                }
            }
        }
    }
}
