namespace Thresher.Jobs.Rules;

/// <summary>What a page in a browser may load besides scripts, style sheets and what scripts ask for.</summary>
public enum RenderLoad
{
    /// <summary>Pictures.</summary>
    Images,

    /// <summary>Sound and video.</summary>
    Media,

    /// <summary>Fonts.</summary>
    Fonts,
}
