namespace Thresher.TestWeb.Truth;

/// <summary>Whether a crawl should request a URL.</summary>
public enum RequestVerdict
{
    /// <summary>The crawl is expected to ask for it.</summary>
    Expected,

    /// <summary>robots.txt or a sitemap, which may be asked for at any time.</summary>
    SiteFile,

    /// <summary>One of the endless URLs of a trap: right or wrong according to the crawler's limits.</summary>
    Trap,

    /// <summary>Known to the crawl, but robots.txt forbids asking for it.</summary>
    Disallowed,

    /// <summary>Nothing leads there: an orphan, an address that is not a link, a wrong spelling or another host.</summary>
    Unexpected,
}
