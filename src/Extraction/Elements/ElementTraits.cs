namespace Thresher.Extraction.Elements;

/// <summary>What the building of a tree has to know of an element (HTML standard, section 13.2.6).</summary>
[Flags]
internal enum ElementTraits : ushort
{
    None,

    /// <summary>Has no content and no end tag.</summary>
    Void = 1,

    /// <summary>Its start tag ends an open paragraph.</summary>
    EndsParagraph = 2,

    /// <summary>Its end tag may be left out, and is implied by others.</summary>
    ImpliedEnd = 4,

    /// <summary>An open item of a list is not looked for above it.</summary>
    EndsItemSearch = 8,

    /// <summary>A paragraph is not looked for above it.</summary>
    EndsParagraphSearch = 16,

    /// <summary>Its end tag implies those of what may be left open in it.</summary>
    Block = 32,

    /// <summary>A heading.</summary>
    Heading = 64,

    /// <summary>Belongs in the head.</summary>
    Head = 128,

    /// <summary>Its content is not markup; references count.</summary>
    Text = 256,

    /// <summary>Its content is not markup; references do not count.</summary>
    Raw = 512,

    /// <summary>A part of a table.</summary>
    TablePart = 1024,

    /// <summary>Holds parts of a table and blanks, nothing else.</summary>
    TableFrame = 2048,

    /// <summary>Not built here: content of its own kind, or rules of its own.</summary>
    Unplain = 4096,
}
