namespace Thresher.Storage.Rows;

/// <summary>Pages of a crawl of which limits cut off the same.</summary>
/// <param name="Flags">What was cut off: flags of <see cref="PageFlags"/>, others of the page among them.</param>
/// <param name="Count">How many pages.</param>
/// <param name="Example">One of them: its canonical URL.</param>
public sealed record CutPages(PageFlags Flags, long Count, string Example)
{
    /// <summary>The flags that say that a limit cut something off.</summary>
    public const PageFlags Limits = PageFlags.BodyCut | PageFlags.LinksCut | PageFlags.ParseCut | PageFlags.LinksTooDeep | PageFlags.LinksTrapped | PageFlags.HostsCut;
}
