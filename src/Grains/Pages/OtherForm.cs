using Thresher.Grains.Contracts;
using Thresher.Grains.Crawls;
using Thresher.Grains.Fetching;
using Thresher.Grains.Politeness;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;
using Thresher.Web.Urls;

namespace Thresher.Grains.Pages;

/// <summary>
/// Redirects from a URL to another form of itself: with a campaign's parameter, a session's mark in its path, escapes written
/// otherwise. Browsers get a page there, which is this URL's: it has one identity, so its row is asked for again in that form.
/// </summary>
internal static class OtherForm
{
    /// <summary>Keeps what came for the archive, where bodies are kept, and hands the URL back to be asked for again; it is leased all the while.</summary>
    /// <returns>Null where the response is no such redirect.</returns>
    public static ValueTask<FetchResult?> AskAsync(FetchRequest request, ActiveCrawl crawl, FetchResponse response, PageCommitQueue commits, TimeProvider time) =>
        Of(request.Url, crawl, response) is { } form ? KeptAsync(request, crawl, response, form, commits, time) : default;

    private static async ValueTask<FetchResult?> KeptAsync(
        FetchRequest request, ActiveCrawl crawl, FetchResponse response, LeasedUrl form, PageCommitQueue commits, TimeProvider time)
    {
        var isOurs = true;
        if (crawl.Job.KeepBodies)
        {
            var kept = request.Ends(UrlState.Leased, FetchOutcome.None, 0) with { Exchange = ExchangeTaken.From(response, time) };
            isOurs = (await commits.CommitAsync(kept, CancellationToken.None)).Applied;
        }

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
