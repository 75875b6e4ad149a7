namespace Thresher.TestWeb.Generation;

/// <summary>What a host answers for robots.txt. "Rules" are: everyone, keep out of <c>/private/</c>.</summary>
public enum RobotsVariant
{
    /// <summary>200, everything allowed.</summary>
    AllowAll,

    /// <summary>404: everything allowed (RFC 9309 section 2.3.1.3).</summary>
    Absent,

    /// <summary>403: everything allowed (RFC 9309 section 2.3.1.3).</summary>
    Forbidden,

    /// <summary>The rules.</summary>
    Rules,

    /// <summary>The rules and a Crawl-delay of <see cref="SyntheticWebOptions.CrawlDelay"/>.</summary>
    CrawlDelay,

    /// <summary>503, always: nothing may be fetched (RFC 9309 section 2.3.1.4).</summary>
    ServerError,

    /// <summary>503 to the first request, then the rules.</summary>
    ServerErrorFirst,

    /// <summary>A redirect to another path with the rules.</summary>
    Redirect,

    /// <summary>The rules and then 600 KiB of comments.</summary>
    Huge,

    /// <summary>The rules, after <see cref="SyntheticWebOptions.SlowDelay"/>.</summary>
    Slow,
}
