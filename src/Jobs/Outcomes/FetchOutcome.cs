namespace Thresher.Jobs.Outcomes;

/// <summary>
/// Every way a fetch, or the decision not to fetch, can end. The numbers are stored: never reorder them. What follows from
/// an outcome stands at it (<see cref="OutcomeAttribute"/>); docs/outcomes.md is written from here.
/// </summary>
public enum FetchOutcome : byte
{
    /// <summary>Not tried yet.</summary>
    None = 0,

    /// <summary>2xx, body read.</summary>
    [Outcome(UrlState.Fetched, Because = "its page is stored")]
    Ok = 1,

    /// <summary>3xx with a target that was handed to its own domain.</summary>
    [Outcome(UrlState.Redirected, Because = "it redirects: the target has an entry of its own")]
    Redirect = 2,

    /// <summary>304: unchanged since it was stored.</summary>
    [Outcome(UrlState.Fetched, Because = "its page is stored, and was unchanged at the last check")]
    NotModified = 3,

    /// <summary>2xx, a sitemap: its URLs were accepted, and no page of it is stored.</summary>
    [Outcome(UrlState.Redirected, Because = "it is a sitemap, which was read")]
    Sitemap = 4,

    /// <summary>2xx, body read, and it differs from what was stored before.</summary>
    [Outcome(UrlState.Fetched, Because = "its page is stored, and had changed at the last check")]
    Changed = 5,

    /// <summary>2xx, stored, and its body was cut at the limit (<c>limits.maxBodyBytes</c>).</summary>
    [Outcome(UrlState.Fetched, Because = "its page is stored, cut at {limits.maxBodyBytes}: links and records behind that are missing (limits.maxBodyBytes)")]
    BodyCut = 6,

    /// <summary>2xx, stored, and links beyond the limit were left out (<c>limits.maxLinksPerPage</c>).</summary>
    [Outcome(UrlState.Fetched, Because = "its page is stored; only the first {limits.maxLinksPerPage} of its links were taken (limits.maxLinksPerPage)")]
    LinksCut = 7,

    /// <summary>2xx, stored, and parsing stopped at its time limit.</summary>
    [Outcome(UrlState.Fetched, Because = "its page is stored; parsing stopped at its time limit, so links behind that are missing")]
    ParseCut = 8,

    /// <summary>2xx, a sitemap that was read in part: some of it is not readable, or is beyond a limit.</summary>
    [Outcome(UrlState.Redirected, Because = "it is a sitemap, which was read in part: entries were given up because of faults or a limit")]
    SitemapCut = 9,

    /// <summary>404.</summary>
    [Outcome(UrlState.Failed)]
    NotFound = 10,

    /// <summary>410.</summary>
    [Outcome(UrlState.Failed)]
    Gone = 11,

    /// <summary>401 or 403.</summary>
    [Outcome(UrlState.Failed, Cause = "the server refuses it (401 or 403)")]
    Forbidden = 12,

    /// <summary>429.</summary>
    [Outcome(UrlState.Failed, MayPass = true, BlamesHost = true, Cause = "the server asks for fewer requests (429)")]
    TooManyRequests = 13,

    /// <summary>Any other 4xx.</summary>
    [Outcome(UrlState.Failed)]
    ClientError = 14,

    /// <summary>5xx, and 408, by which a server says that it gave up waiting.</summary>
    [Outcome(UrlState.Failed, MayPass = true, BlamesHost = true, Cause = "the server answers with an error of its own")]
    ServerError = 15,

    /// <summary>A status that has no meaning for a crawl: 3xx other than a redirect or 304, or outside 200 to 599.</summary>
    [Outcome(UrlState.Failed)]
    UnexpectedStatus = 16,

    /// <summary>404 or 410 for a page that is stored: it is gone since.</summary>
    [Outcome(UrlState.Failed, Because = "its page is gone from the server; the stored content is kept")]
    PageGone = 17,

    /// <summary>2xx, a sitemap: entries beyond the crawl's limits were left out (<c>sitemaps.maxSitemaps</c>, <c>sitemaps.maxNesting</c>, <c>limits.maxPages</c>, <c>limits.maxPathSegments</c>, <c>limits.maxRepeatedSegments</c>, <c>limits.maxUrlLength</c>, <c>limits.maxHostsPerDomain</c>).</summary>
    [Outcome(UrlState.Redirected, Because = "it is a sitemap, of which entries beyond the crawl's limits were left out")]
    SitemapLimit = 18,

    /// <summary>No name server gave an answer about the host's name in time.</summary>
    [Outcome(
        UrlState.Failed, MayPass = true, BlamesHost = true, IsUnreached = true,
        Cause = "no name server gives an answer about the host's name",
        Remedy = "check the network")]
    DnsFailure = 20,

    /// <summary>No connection: refused, unreachable.</summary>
    [Outcome(
        UrlState.Failed, MayPass = true, BlamesHost = true, IsUnreached = true,
        Cause = "nothing accepts connections at that host and port",
        Remedy = "check host and port, and that the server runs")]
    ConnectFailure = 21,

    /// <summary>No connection within the limit.</summary>
    [Outcome(UrlState.Failed, MayPass = true, BlamesHost = true, IsUnreached = true, Cause = "the host does not answer in time")]
    ConnectTimeout = 22,

    /// <summary>TLS handshake or certificate failure.</summary>
    [Outcome(
        UrlState.Failed, BlamesHost = true, IsUnreached = true,
        Cause = "no secure connection: the certificate is not valid for this host, is not trusted, or the port does not speak TLS",
        Remedy = "check the URL in a browser, and write http:// if the port speaks plain HTTP")]
    TlsFailure = 23,

    /// <summary>No response headers within the limit.</summary>
    [Outcome(UrlState.Failed, MayPass = true, BlamesHost = true, IsUnreached = true, Cause = "the server accepts the connection and does not answer in time")]
    FirstByteTimeout = 24,

    /// <summary>Body not complete within the total limit.</summary>
    [Outcome(UrlState.Failed, MayPass = true, BlamesHost = true, Cause = "the response is not complete in time")]
    TotalTimeout = 25,

    /// <summary>The connection, or the coded body, ended before the body did.</summary>
    [Outcome(UrlState.Failed, MayPass = true, BlamesHost = true, Cause = "the connection ends before the body does")]
    BodyIncomplete = 26,

    /// <summary>What came was not HTTP, or its headers exceed the limit.</summary>
    [Outcome(
        UrlState.Failed, MayPass = true, BlamesHost = true, IsUnreached = true,
        Cause = "what answers there does not speak HTTP",
        Remedy = "check the port, and write https:// if it speaks TLS")]
    ProtocolError = 27,

    /// <summary>The content coding is unknown or broken.</summary>
    [Outcome(UrlState.Failed)]
    BadEncoding = 28,

    /// <summary>The body expands beyond the permitted ratio.</summary>
    [Outcome(UrlState.Failed)]
    ExpansionBomb = 29,

    /// <summary>Every address of the host is private or denied, and the job does not allow that.</summary>
    [Outcome(
        UrlState.Failed, IsUnreached = true,
        Cause = "the host has private or loopback addresses only, which are refused",
        Remedy = "add --allow-private to crawl a site of your own")]
    PrivateAddress = 30,

    /// <summary>3xx without a usable Location.</summary>
    [Outcome(UrlState.Failed)]
    BadRedirect = 31,

    /// <summary>More redirects in a row than the limit.</summary>
    [Outcome(UrlState.Failed)]
    TooManyRedirects = 32,

    /// <summary>3xx to a URL that the job's scope does not admit.</summary>
    [Outcome(UrlState.Failed, Cause = "it redirects to a URL outside the scope", Remedy = "start from the URL that it redirects to, or widen --scope")]
    RedirectOutOfScope = 33,

    /// <summary>robots.txt could not be fetched, so nothing else may be.</summary>
    [Outcome(UrlState.Failed, MayPass = true, BlamesHost = true, Cause = "the host's robots.txt cannot be fetched, so nothing else is")]
    RobotsUnreachable = 34,

    /// <summary>The host failed so often in a row that it was given up.</summary>
    [Outcome(UrlState.Failed, IsUnreached = true, Cause = "the host failed so often in a row that it was given up")]
    HostGivenUp = 35,

    /// <summary>The connection was made and ended before a response began.</summary>
    [Outcome(UrlState.Failed, MayPass = true, BlamesHost = true, IsUnreached = true, Cause = "the server closes the connection without an answer")]
    NoResponse = 36,

    /// <summary>The URL's port is none of those that the job may ask (<c>ports</c>).</summary>
    [Outcome(
        UrlState.Failed, IsUnreached = true,
        Cause = "a crawl asks only the ports 80, 443, 8080 and 8443",
        Remedy = "name others in the job's field ports, or add --allow-private for a site of your own")]
    BlockedPort = 37,

    /// <summary>What was announced as a sitemap is none, or broken from its beginning.</summary>
    [Outcome(UrlState.Failed)]
    BadSitemap = 38,

    /// <summary>3xx to the URL itself, or back to one that redirected here: nothing comes of it, as behind a wall of cookies.</summary>
    [Outcome(UrlState.Failed, Cause = "its redirects lead back to where they began", Remedy = "--cookies keeps cookies, if the site waits for one")]
    RedirectLoop = 39,

    /// <summary>robots.txt forbids it.</summary>
    [Outcome(
        UrlState.Excluded, Because = "robots.txt forbade it when it was due",
        Cause = "robots.txt forbids it",
        Remedy = "--ignore-robots crawls it all the same, where you may")]
    RobotsDenied = 40,

    /// <summary>The job's page limit was reached first.</summary>
    [Outcome(UrlState.Excluded, Because = "the crawl's limit of {limits.maxPages} pages was reached first: crawl again with a higher --max-pages")]
    PageLimit = 41,

    /// <summary>The domain's page limit was reached first.</summary>
    [Outcome(UrlState.Excluded, Because = "the limit of {limits.maxPagesPerHost} pages of its host was reached first: crawl again with a higher --max-pages-per-host")]
    HostPageLimit = 42,

    /// <summary>There is no host of that name, or it has no address: its name servers say so (NXDOMAIN, NODATA).</summary>
    [Outcome(UrlState.Failed, MayPass = true, BlamesHost = true, IsUnreached = true, Cause = "there is no host of that name", Remedy = "check its spelling")]
    DnsNameNotFound = 43,

    /// <summary>The body came more slowly than the limit (<c>limits.minBytesPerSecond</c>), and was given up.</summary>
    [Outcome(UrlState.Failed, MayPass = true, BlamesHost = true, Cause = "the response comes too slowly")]
    BodyTooSlow = 44,

    /// <summary>The seed that had put it into the scope left the job before it was fetched.</summary>
    [Outcome(UrlState.Excluded, Because = "the seed that had put it into the scope left the job: start with that seed again to have it fetched")]
    LeftScope = 45,

    /// <summary>Its redirects lead back to where they began, whatever cookies it was sent.</summary>
    [Outcome(UrlState.Failed, Cause = "its redirects lead back to where they began, whatever cookies it is sent")]
    CookieWall = 46,

    /// <summary>A test for browsers and people came in place of the page: a challenge, a captcha.</summary>
    [Outcome(
        UrlState.Failed, MayPass = true, BlamesHost = true,
        Cause = "the host shows a challenge or a captcha in place of the page",
        Remedy = "crawl more slowly, or with cookies of a browser that passed it (--cookie-file)")]
    Challenge = 47,

    /// <summary>A refusal of the host's protection against crawlers came in place of the page.</summary>
    [Outcome(
        UrlState.Failed, MayPass = true, BlamesHost = true,
        Cause = "the host's protection refuses the crawler",
        Remedy = "crawl more slowly, or ask its operator to admit you")]
    Blocked = 48,

    /// <summary>The login failed, or the page was seen logged out after it.</summary>
    [Outcome(
        UrlState.Failed, MayPass = true, BlamesHost = true,
        Cause = "the login fails, or the page is seen logged out after it",
        Remedy = "thresher try URL --job JOB --login shows each step")]
    LoginFailed = 49,

    /// <summary>It kills whatever process parses it: silos died with it, and so did a process that parsed nothing else.</summary>
    [Outcome(UrlState.Quarantined, Because = "it killed the processes that parsed it and is not tried again")]
    KilledItsProcess = 50,

    /// <summary>A fault in Thresher, or in an extractor, ended the attempt; its stack is in the log.</summary>
    [Outcome(UrlState.Failed, MayPass = true)]
    InternalError = 51,

    /// <summary>What its rule waits for (<c>rendering[].waitFor</c>) has not appeared in the browser in time.</summary>
    [Outcome(UrlState.Failed, MayPass = true, Cause = "what is waited for (waitFor) does not appear on the page in time", Remedy = "check the selector with `thresher try`, or raise the rule's timeout")]
    RenderTimeout = 54,

    /// <summary>The browser that prepared it died with it, or was killed: it hung, or took too much memory.</summary>
    [Outcome(UrlState.Failed, MayPass = true, Cause = "it takes the browser that prepares it with it: it hangs, or takes too much memory")]
    BrowserDied = 55,

    /// <summary>There is no browser on the machine that fetched it.</summary>
    [Outcome(UrlState.Failed, MayPass = true, Cause = "the machine that fetched it has no Chromium or Chrome that runs", Remedy = "install one (apt install chromium), or set \"render\": \"never\"")]
    NoBrowser = 56,

    /// <summary>Nothing answers at the proxy, or not as a proxy does; the host was not asked.</summary>
    [Outcome(
        UrlState.Failed, MayPass = true, BlamesHost = true, IsUnreached = true,
        Cause = "no proxy of the job can be reached",
        Remedy = "check its host and port, and that it runs")]
    ProxyUnreachable = 57,

    /// <summary>The proxy does not let the crawler in: it wants another name or password (407).</summary>
    [Outcome(
        UrlState.Failed, BlamesHost = true, IsUnreached = true,
        Cause = "the job's proxy refuses its name and password",
        Remedy = "check user and password of http.proxies")]
    ProxyRefused = 58,

    /// <summary>The proxy answers in its own name that it does not reach the host, or does not want to.</summary>
    [Outcome(
        UrlState.Failed, MayPass = true, BlamesHost = true, IsUnreached = true,
        Cause = "no proxy of the job reaches the host",
        Remedy = "try the URL without the proxy, or name another in http.proxies")]
    ProxyFailed = 59,

    /// <summary>The stop of its silo ended it; it is served again.</summary>
    Cancelled = 60,
}
