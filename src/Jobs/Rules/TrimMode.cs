namespace Thresher.Jobs.Rules;

/// <summary>What becomes of white space in a field's text.</summary>
public enum TrimMode
{
    /// <summary>None at the ends, one blank for each run between.</summary>
    Collapse,

    /// <summary>None at the ends.</summary>
    Ends,

    /// <summary>Left as it is.</summary>
    None,

    /// <summary>The lines that a reader sees, without empty ones: one blank for each run in a line, a tab between cells of a table.</summary>
    Lines,
}
