namespace Thresher.Jobs.Rules;

/// <summary>Whether pages are prepared in a browser.</summary>
public enum RenderMode
{
    /// <summary>They are not.</summary>
    Never,

    /// <summary>HTML pages are.</summary>
    Always,
}
