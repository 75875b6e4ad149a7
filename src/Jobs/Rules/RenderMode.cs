namespace Thresher.Jobs.Rules;

/// <summary>Whether pages are prepared in a browser.</summary>
public enum RenderMode
{
    /// <summary>They are not.</summary>
    Never,

    /// <summary>HTML pages are.</summary>
    Always,

    /// <summary>Pages that look like the shell of an application are, to compare; and then those of a shape for which that made a difference.</summary>
    Auto,
}
