using Thresher.Grains.Crawls;
using Thresher.Grains.Fetching;
using Thresher.Storage;
using Thresher.Storage.Rows;
using Thresher.Web.Cookies;
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
    private bool _taken;

    private PageSession(WebUrl url, string site, CookieJar? jar, RequestExtras extras) => (_url, _site, _jar, Extras) = (url, site, jar, extras);

    /// <summary>What the request carries.</summary>
    public RequestExtras Extras { get; }

    /// <summary>Whether a crawl's requests carry anything.</summary>
    public static bool IsWanted(ActiveCrawl crawl) => crawl.Requests is not null || crawl.Job.KeepsCookies();

    /// <summary>Opens a session for one request.</summary>
    /// <param name="crawl">A crawl that wants one.</param>
    /// <param name="url">The URL that is asked.</param>
    /// <param name="cookies">The jars.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<PageSession?> OpenAsync(ActiveCrawl crawl, string url, ICookies cookies, long now, CancellationToken cancellationToken)
    {
        if (!WebUrl.TryParse(url, null, out var parsed))
        {
            return null;
        }

        var extras = new RequestExtras { Profile = crawl.Requests?.For(parsed) };
        if (!crawl.Job.KeepsCookies())
        {
            return new PageSession(parsed, "", null, extras);
        }

        var site = RegistrableDomain.Of(parsed.Host);
        var jar = new CookieJar(crawl.GivenCookies?.Of(site) ?? [], await cookies.ReadAsync(crawl.Record.Id, site, cancellationToken));
        return new PageSession(parsed, site, jar, extras with { KeepsCookies = true, Cookie = jar.Header(parsed, now) });
    }

    /// <summary>The completion with what the response changes of the jar.</summary>
    public UrlCompletion With(UrlCompletion completion, long now)
    {
        Take(now);
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
        return new RequestExtras { Profile = crawl.Requests?.For(url), KeepsCookies = _jar is not null, Cookie = _jar?.Header(url, now) };
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

    private void Take(long now)
    {
        if (!_taken)
        {
            _taken = true;
            _jar?.Take(_url, Extras.SetCookies, now);
        }
    }
}
