namespace Thresher.TestWeb.Generation;

/// <summary>What a numbered page does when it is requested; fixed per URL.</summary>
public enum PageKind
{
    /// <summary>200, HTML with links.</summary>
    Page,

    /// <summary>200, HTML with links, in gzip, deflate or br where the client accepts it.</summary>
    Encoded,

    /// <summary>One redirect (301, 302, 307 or 308) to a page that nothing else links to.</summary>
    Redirect,

    /// <summary>A redirect to an ordinary page of another host.</summary>
    RedirectAway,

    /// <summary>Two to four redirects one after the other, then a page that nothing else links to.</summary>
    RedirectChain,

    /// <summary>Two URLs that redirect to each other.</summary>
    RedirectLoop,

    /// <summary>A redirect to a new URL, which redirects to a new URL, without end.</summary>
    RedirectEndless,

    /// <summary>404.</summary>
    NotFound,

    /// <summary>410.</summary>
    Gone,

    /// <summary>500, however often it is asked.</summary>
    ServerError,

    /// <summary>500 or 503 to the first requests, then 200 with a link to a page that nothing else links to.</summary>
    Flaky,

    /// <summary>429 with Retry-After (seconds or a date) to the first requests, then as <see cref="Flaky"/>.</summary>
    Throttled,

    /// <summary>200 after a wait.</summary>
    SlowStart,

    /// <summary>200, the body in small pieces with waits between them.</summary>
    Drip,

    /// <summary>200 whose connection ends halfway through the announced body, every time.</summary>
    CutOff,

    /// <summary>200 with a body of <see cref="SyntheticWebOptions.HugeBytes"/>; its links stand at the start.</summary>
    Huge,

    /// <summary>200, gzip, about 1,000 times larger once decoded.</summary>
    CompressionBomb,

    /// <summary>200 that is not HTML: a PDF, a PNG or JSON.</summary>
    Document,

    /// <summary>A calendar whose months link to the next and the previous one without end.</summary>
    Calendar,

    /// <summary>A page whose relative link makes its own path longer, without end.</summary>
    Maze,

    /// <summary>A page that links to itself under ever new session ids.</summary>
    Session,

    /// <summary>Says nofollow (meta element, X-Robots-Tag header or rel attribute) about the only link to a page.</summary>
    NoFollow,

    /// <summary>Lies under <c>/private/</c>, which robots.txt disallows where the host's variant has rules.</summary>
    Private,

    /// <summary>200, but no page links to it.</summary>
    Orphan,
}
