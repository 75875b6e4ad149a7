namespace Thresher.Jobs.Outcomes;

/// <summary>Every way a fetch, or the decision not to fetch, can end. The numbers are stored: never reorder them.</summary>
public enum FetchOutcome : byte
{
    /// <summary>Not tried yet.</summary>
    None = 0,

    /// <summary>2xx, body read.</summary>
    Ok = 1,

    /// <summary>3xx with a target that was handed to its own domain.</summary>
    Redirect = 2,

    /// <summary>304: unchanged since it was stored.</summary>
    NotModified = 3,

    /// <summary>2xx, a sitemap: its URLs were accepted, and no page of it is stored.</summary>
    Sitemap = 4,

    /// <summary>2xx, body read, and it differs from what was stored before.</summary>
    Changed = 5,

    /// <summary>2xx, stored, and its body was cut at the limit (<c>limits.maxBodyBytes</c>).</summary>
    BodyCut = 6,

    /// <summary>2xx, stored, and links beyond the limit were left out (<c>limits.maxLinksPerPage</c>).</summary>
    LinksCut = 7,

    /// <summary>2xx, stored, and parsing stopped at its time limit.</summary>
    ParseCut = 8,

    /// <summary>2xx, a sitemap of which a part could not be read, or was beyond a limit.</summary>
    SitemapCut = 9,

    /// <summary>404.</summary>
    NotFound = 10,

    /// <summary>410.</summary>
    Gone = 11,

    /// <summary>401 or 403.</summary>
    Forbidden = 12,

    /// <summary>429.</summary>
    TooManyRequests = 13,

    /// <summary>Any other 4xx.</summary>
    ClientError = 14,

    /// <summary>5xx, and 408, by which a server says that it gave up waiting.</summary>
    ServerError = 15,

    /// <summary>A status that has no meaning for a crawl: 3xx other than a redirect or 304, or outside 200 to 599.</summary>
    UnexpectedStatus = 16,

    /// <summary>404 or 410 for a page that is stored: it is gone since.</summary>
    PageGone = 17,

    /// <summary>2xx, a sitemap index: sitemaps beyond the crawl's limits were left out (<c>sitemaps.maxSitemaps</c>, <c>sitemaps.maxNesting</c>, <c>limits.maxPages</c>).</summary>
    SitemapLimit = 18,

    /// <summary>No name server gave an answer about the host's name in time.</summary>
    DnsFailure = 20,

    /// <summary>No connection: refused, unreachable.</summary>
    ConnectFailure = 21,

    /// <summary>No connection within the limit.</summary>
    ConnectTimeout = 22,

    /// <summary>TLS handshake or certificate failure.</summary>
    TlsFailure = 23,

    /// <summary>No response headers within the limit.</summary>
    FirstByteTimeout = 24,

    /// <summary>Body not complete within the total limit.</summary>
    TotalTimeout = 25,

    /// <summary>The connection, or the coded body, ended before the body did.</summary>
    BodyIncomplete = 26,

    /// <summary>What came was not HTTP, or its headers exceed the limit.</summary>
    ProtocolError = 27,

    /// <summary>The content coding is unknown or broken.</summary>
    BadEncoding = 28,

    /// <summary>The body expands beyond the permitted ratio.</summary>
    ExpansionBomb = 29,

    /// <summary>Every address of the host is private or denied, and the job does not allow that.</summary>
    PrivateAddress = 30,

    /// <summary>3xx without a usable Location.</summary>
    BadRedirect = 31,

    /// <summary>More redirects in a row than the limit.</summary>
    TooManyRedirects = 32,

    /// <summary>3xx to a URL that the job's scope does not admit.</summary>
    RedirectOutOfScope = 33,

    /// <summary>robots.txt could not be had, so nothing may be fetched.</summary>
    RobotsUnreachable = 34,

    /// <summary>The host failed so often in a row that it was given up.</summary>
    HostGivenUp = 35,

    /// <summary>The connection was made and ended before a response began.</summary>
    NoResponse = 36,

    /// <summary>The URL's port is none of those that the job may ask (<c>PortGuard</c>).</summary>
    BlockedPort = 37,

    /// <summary>What was announced as a sitemap is none, or broken from its beginning.</summary>
    BadSitemap = 38,

    /// <summary>3xx to the URL itself, or back to one that redirected here: nothing comes of it, as behind a wall of cookies.</summary>
    RedirectLoop = 39,

    /// <summary>robots.txt forbids it.</summary>
    RobotsDenied = 40,

    /// <summary>The job's page limit was reached first.</summary>
    PageLimit = 41,

    /// <summary>The domain's page limit was reached first.</summary>
    HostPageLimit = 42,

    /// <summary>There is no host of that name, or it has no address: its name servers say so (NXDOMAIN, NODATA).</summary>
    DnsNameNotFound = 43,

    /// <summary>The body came more slowly than the limit (<c>limits.minBytesPerSecond</c>), and was given up.</summary>
    BodyTooSlow = 44,

    /// <summary>It kills whatever process parses it: silos died with it, and so did a process that parsed nothing else.</summary>
    KilledItsProcess = 50,

    /// <summary>A fault in Thresher, or in an extractor, ended the attempt; its stack is in the log.</summary>
    InternalError = 51,

    /// <summary>The stop of its silo ended it; it is served again.</summary>
    Cancelled = 60,
}
