namespace Thresher.Rendering.Pages;

/// <summary>How the preparation of a page has ended.</summary>
/// <param name="End">How.</param>
/// <param name="Html">The document as scripts have left it; null where there is none.</param>
public sealed record RenderedPage(RenderEnd End, string? Html)
{
    /// <summary>Whether the document was cut at its limit.</summary>
    public bool IsCut { get; init; }

    /// <summary>Where scripts wanted to lead the browser; null for nowhere. It stays where it is.</summary>
    public string? LeadsTo { get; init; }

    /// <summary>Requests that were answered, the first aside.</summary>
    public int Requests { get; init; }

    /// <summary>Cookies of the page's own that its scripts have set, each as of a Set-Cookie field.</summary>
    public IReadOnlyList<string> Cookies { get; init; } = [];

    /// <summary>The most memory that the browser was seen to have, in bytes.</summary>
    public long PeakMemory { get; init; }
}

/// <summary>How the preparation of a page ends.</summary>
public enum RenderEnd
{
    /// <summary>The page has settled.</summary>
    Settled,

    /// <summary>Its time was up before; the document is as it was then.</summary>
    Unsettled,

    /// <summary>What was waited for has not appeared in time.</summary>
    NotThere,

    /// <summary>It did not answer any more, and its browser was killed.</summary>
    Hung,

    /// <summary>It took more memory than is permitted, and its browser was killed.</summary>
    TooMuchMemory,

    /// <summary>Its browser, or the part that shows it, has died.</summary>
    Died,
}
