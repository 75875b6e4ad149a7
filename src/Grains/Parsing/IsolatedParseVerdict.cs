namespace Thresher.Grains.Parsing;

/// <summary>How the parsing of a page in a process of its own ended.</summary>
public enum IsolatedParseVerdict
{
    /// <summary>Its process parsed it and ended in order.</summary>
    Survived,

    /// <summary>Its process died of it, each time.</summary>
    Died,

    /// <summary>It could not be tried, or not to the end.</summary>
    Undecided,
}
