using Thresher.Grains.Contracts;
using Thresher.Grains.Crawls;
using Thresher.Grains.Fetching;
using Thresher.Grains.Politeness;
using Thresher.Jobs.Outcomes;
using Thresher.Storage;
using Thresher.Storage.Rows;
using Thresher.Web.Urls;

namespace Thresher.Grains.Pages;

/// <summary>
/// Redirects from a URL to another form of itself: with a campaign's parameter, a session's mark in its path, escapes written
/// otherwise. Browsers get a page there, which is this URL's: it has one identity, so its row is asked for again in that form.
/// </summary>
internal static class OtherForm
{
    /// <summary>
    /// Keeps the cookies that came, and the exchange where bodies are kept, and hands the URL back to be asked for again; it is leased all the while.
    /// </summary>
    /// <returns>Null where the response is no such redirect.</returns>
    public static ValueTask<FetchResult?> AskAsync(FetchRequest request, ActiveCrawl crawl, FetchResponse response, PageSession? session, PageCommitQueue commits, TimeProvider time) =>
        Of(request.Url, crawl, response) is { } form ? KeptAsync(request, crawl, response, session, form, commits, time) : default;

    private static async ValueTask<FetchResult?> KeptAsync(
        FetchRequest request, ActiveCrawl crawl, FetchResponse response, PageSession? session, LeasedUrl form, PageCommitQueue commits, TimeProvider time)
    {
        var kept = request.Ends(UrlState.Leased, FetchOutcome.None, 0);
        kept = session?.With(kept, time.UnixMs()) ?? kept;
        kept = crawl.Job.KeepBodies ? kept with { Exchange = ExchangeTaken.From(response, time) } : kept;
        var isOurs = !kept.BringsAlong || (await commits.CommitAsync(kept, CancellationToken.None)).Applied;
        return new FetchResult(FetchOutcome.Redirect, isOurs, RetryPolicy.Believed(response.RetryAfter), 0) { Again = isOurs ? form : null };
    }

    /// <summary>
    /// The URL to be asked for again; null when the response is no such redirect, or leads back to a form that was asked for
    /// already. Each costs one of the redirects that the crawl's limits permit.
    /// </summary>
    /// <param name="url">The URL that was asked for.</param>
    /// <param name="crawl">Its crawl.</param>
    /// <param name="response">What came.</param>
    private static LeasedUrl? Of(LeasedUrl url, ActiveCrawl crawl, FetchResponse response) =>
        response is { Outcome: FetchOutcome.Redirect, Location: { } location }
        && url.Hops < crawl.Job.Limits.MaxRedirects
        && WebUrl.TryParse(url.Target, null, out var from)
        && WebUrl.TryParse(location, from, out var to)
        && to.RequestHref != url.Target && to.RequestHref != url.Url
        && crawl.Admission.IdentityOf(to, url.Kind) == crawl.Admission.IdentityOf(from, url.Kind)
            ? url with { OtherForm = to.RequestHref, Hops = url.Hops + 1 }
            : null;
}
