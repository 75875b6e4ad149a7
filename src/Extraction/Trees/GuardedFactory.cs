using AngleSharp.Dom;

namespace Thresher.Extraction.Trees;

/// <summary>Counts what AngleSharp makes: the elements of tags, those that tags imply, and the formatting elements it repeats.</summary>
internal sealed class GuardedFactory<TElement>(IElementFactory<Document, TElement> inner, TreeBudget budget) : IElementFactory<Document, TElement>
    where TElement : Element
{
    /// <inheritdoc/>
    public TElement Create(Document document, string localName, string? prefix = null, NodeFlags flags = NodeFlags.None)
    {
        var element = inner.Create(document, localName, prefix, flags);
        budget.Count(element);
        return element;
    }
}
