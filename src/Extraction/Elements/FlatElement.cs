namespace Thresher.Extraction.Elements;

/// <summary>An element of a <see cref="FlatTree"/>: where it stands in the tree and in the text. Minus one is nowhere.</summary>
internal struct FlatElement
{
    /// <summary>Whether it is one of SVG's, whose attributes are told apart by case.</summary>
    public bool IsSvg;

    /// <summary>Its name.</summary>
    public ElementName Name;

    /// <summary>The element around it.</summary>
    public int Parent;

    /// <summary>The element before it in the same parent.</summary>
    public int Previous;

    /// <summary>The element after its last descendant.</summary>
    public int Next;

    /// <summary>Position of its start tag; -1 of one that the page does not write.</summary>
    public int Tag;

    /// <summary>Position and length of its <c>id</c>.</summary>
    public int IdStart, IdLength;

    /// <summary>Position and length of its <c>class</c>.</summary>
    public int ClassStart, ClassLength;

    /// <summary>Its pieces of text and those of its descendants.</summary>
    public int TextFrom, TextTo;
}
