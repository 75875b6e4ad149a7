using Thresher.Grains.Contracts;
using Thresher.Grains.Crawls;
using Thresher.Grains.Fetching;
using Thresher.Grains.Politeness;
using Thresher.Grains.Requests;
using Thresher.Jobs.Outcomes;
using Thresher.Storage;
using Thresher.Storage.Rows;
using Thresher.Web.Charsets;
using Thresher.Web.Cookies;
using Thresher.Web.Pages;
using Thresher.Web.Urls;

namespace Thresher.Grains.Pages;

/// <summary>
/// What one request carries besides the usual and what its response changes: the jar is read before the request, and its changes are
/// written with the completion. Null where the crawl wants nothing of it, which costs nothing.
/// </summary>
public sealed class PageSession
{
    private readonly WebUrl _url;
    private readonly CookieJar? _jar;
    private readonly string _site;
    private readonly int _proxyTurns;
    private bool _taken;

    private readonly LoginProfile? _login;

    private PageSession(WebUrl url, string site, CookieJar? jar, RequestExtras extras, int proxyTurns, LoginProfile? login = null, long? generation = null) =>
        (_url, _site, _jar, Extras, _proxyTurns, _login, Generation) = (url, site, jar, extras, proxyTurns, login, generation);

    /// <summary>Number of the login's session that the request is sent with, 0 before the first; null where the URL needs none.</summary>
    public long? Generation { get; }

    /// <summary>What the request carries.</summary>
    public RequestExtras Extras { get; }

    /// <summary>Whether a crawl's requests carry anything.</summary>
    public static bool IsWanted(ActiveCrawl crawl) => crawl.Requests is not null || crawl.Proxies is not null || crawl.Job.KeepsCookies();

    /// <summary>Opens a session for one request.</summary>
    /// <param name="crawl">A crawl that wants one.</param>
    /// <param name="url">The URL that is asked.</param>
    /// <param name="proxyTurns">How often its domain has gone on to its next proxy.</param>
    /// <param name="cookies">The jars.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<PageSession?> OpenAsync(ActiveCrawl crawl, string url, int proxyTurns, ICookies cookies, long now, CancellationToken cancellationToken)
    {
        if (!WebUrl.TryParse(url, null, out var parsed))
        {
            return null;
        }

        var extras = CrawlRequest.ExtrasOf(crawl, parsed, proxyTurns) ?? new RequestExtras();
        if (!crawl.Job.KeepsCookies())
        {
            return new PageSession(parsed, "", null, extras, proxyTurns);
        }

        var site = RegistrableDomain.Of(parsed.Host);
        var jar = new CookieJar(crawl.GivenCookies?.Of(site) ?? [], await cookies.ReadAsync(crawl.Record.Id, site, cancellationToken));
        extras = extras with { KeepsCookies = true, Cookie = jar.Header(parsed, now) };
        if (crawl.Login is not { } login || !login.Needs(parsed))
        {
            return new PageSession(parsed, site, jar, extras, proxyTurns);
        }

        var row = await LoginRow.ReadAsync(crawl, login, cookies, cancellationToken);
        return new PageSession(parsed, site, jar, extras with { Token = login.Field(parsed, row?.Value ?? "") }, proxyTurns, login, row?.SetAt ?? 0);
    }

    /// <summary>What becomes of a URL that has to wait for a login: it is handed back, still leased; null where it needs none.</summary>
    /// <param name="url">The URL.</param>
    /// <param name="response">What came; null before the request, which is not sent without a session.</param>
    public FetchResult? LoggedOut(LeasedUrl url, FetchResponse? response) =>
        _login is null || (response is null ? Generation != 0 : !IsLoggedOut(response))
            ? null
            : new FetchResult(FetchOutcome.None, true, RetryPolicy.Believed(response?.RetryAfter), 0) { Again = url, LoggedOut = Generation, Status = response?.Status ?? 0 };

    private bool IsLoggedOut(FetchResponse response)
    {
        var redirect = response is { Outcome: FetchOutcome.Redirect, Location: { } location } && WebUrl.TryParse(location, _url, out var to) ? to : null;
        var isPage = response is { Outcome: FetchOutcome.Ok, HasBody: true } && PageParser.IsHtml(response.ContentType, response.Body.Span);
        return response.Outcome is not (FetchOutcome.Challenge or FetchOutcome.Blocked)
            && _login!.IsLoggedOut(response.Status, redirect, isPage ? () => PageParser.TextOf(response.Body.Span, CharsetSniffer.Detect(response.Body.Span, response.ContentType).Name).Memory.ToString() : null);
    }

    /// <summary>The completion with what the response changes of the jar, and with what a proxy did in its place.</summary>
    public UrlCompletion With(UrlCompletion completion, long now)
    {
        Take(now);
        if (Extras.Route?.Note is { } note)
        {
            completion = completion with { Note = note };
        }

        return _jar is { Changes.Count: > 0 } ? completion with { Cookies = new CookieUpdate(_site, _jar.Changes) } : completion;
    }

    /// <summary>
    /// Whether a redirect that leads in a circle may lead elsewhere next time: a cookie has changed, or there are some that were set on the way.
    /// </summary>
    /// <param name="target">Where it leads.</param>
    /// <param name="now">Unix milliseconds.</param>
    public bool MayTurn(WebUrl target, long now)
    {
        Take(now);
        return _jar is not null && (target.RequestHref == _url.RequestHref ? _jar.Changes.Any(change => !change.IsGone) : _jar.Sends(target, now));
    }

    /// <summary>The cookies that the request carries; null where none are kept, empty for none.</summary>
    public string? CookieHeader => _jar is null ? null : Extras.Cookie ?? "";

    /// <summary>What another request to the page's own site carries.</summary>
    public RequestExtras ExtrasFor(WebUrl url, ActiveCrawl crawl, long now)
    {
        Take(now);
        return new RequestExtras { Profile = crawl.Requests?.For(url), Route = crawl.RouteTo(url, _proxyTurns), KeepsCookies = _jar is not null, Cookie = _jar?.Header(url, now) };
    }

    /// <summary>Keeps what another response of the page's own site has set, or scripts of the page.</summary>
    public void TakeFrom(WebUrl url, IReadOnlyList<string> cookies, long now)
    {
        Take(now);
        if (cookies.Count > 0)
        {
            _jar?.Take(url, cookies, now);
        }
    }

    /// <summary>The result with what it says of the domain's proxies.</summary>
    public FetchResult With(FetchResult result) =>
        Extras.Route is { } route ? result with { ProxyTurns = _proxyTurns + (route.Turns ? 1 : 0), SparesHost = route.SparesHost } : result;

    private void Take(long now)
    {
        if (!_taken)
        {
            _taken = true;
            _jar?.Take(_url, Extras.SetCookies, now);
        }
    }
}
