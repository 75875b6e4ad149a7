namespace Thresher.Storage.Rows;

/// <summary>Marks on a stored page. The numbers are stored: never reuse one.</summary>
[Flags]
public enum PageFlags
{
    /// <summary>Nothing to note.</summary>
    None = 0,

    /// <summary>The body was cut at the job's limit.</summary>
    BodyCut = 1,

    /// <summary>Links beyond the job's limit were dropped.</summary>
    LinksCut = 2,

    /// <summary>Parsing stopped at its time limit; the links found before it count.</summary>
    ParseCut = 4,

    /// <summary>The page asks not to be indexed (meta robots or X-Robots-Tag).</summary>
    NoIndex = 8,

    /// <summary>The page asks that its links not be followed; none were.</summary>
    NoFollow = 16,

    /// <summary>Links beyond the job's limit of depth were left out.</summary>
    LinksTooDeep = 32,

    /// <summary>Links that look like a trap, or are too long, were left out.</summary>
    LinksTrapped = 64,

    /// <summary>Links to hosts beyond the job's limit for one registrable domain were left out.</summary>
    HostsCut = 128,

    /// <summary>A browser has prepared the page: what is stored is the document that its scripts have left.</summary>
    Rendered = 256,

    /// <summary>Its time in the browser was up before it had settled.</summary>
    RenderCut = 512,
}
