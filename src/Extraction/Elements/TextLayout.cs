namespace Thresher.Extraction.Elements;

/// <summary>How an element shapes the text around it where no style sheet says otherwise (HTML standard, sections 3.2.7 and 15.3).</summary>
[Flags]
internal enum TextLayout : byte
{
    /// <summary>Not at all.</summary>
    Inline,

    /// <summary>Stands on lines of its own.</summary>
    Line = 1,

    /// <summary>A cell of a table: what stands before it in its row is set apart.</summary>
    Cell = 2,

    /// <summary>Ends the line.</summary>
    Break = 4,

    /// <summary>Its content is not text of what is around it.</summary>
    Hidden = 8,

    /// <summary>Blanks and line ends of the source are kept.</summary>
    Kept = 16,
}
