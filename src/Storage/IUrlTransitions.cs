using Thresher.Jobs.Outcomes;
using Thresher.Web.Urls;

namespace Thresher.Storage;

/// <summary>Moves many URLs of a crawl from one state to another, in bounded steps: a retry, a limit, a refresh.</summary>
public interface IUrlTransitions
{
    /// <summary>
    /// Queues failed URLs of a crawl again with fresh attempts, all or those of one outcome. A crawl that was complete is
    /// so no more in the very transaction that queues the first: a retry that is killed halfway leaves a crawl that
    /// continues, and the next retry queues the rest.
    /// </summary>
    /// <param name="crawlId">The crawl.</param>
    /// <param name="outcome">Only those that failed for this reason; null for all.</param>
    /// <param name="state">The state of a crawl that was complete, once something is queued.</param>
    /// <param name="cancellationToken">Ends the wait between two steps.</param>
    /// <returns>How many.</returns>
    Task<long> RequeueAsync(long crawlId, FetchOutcome? outcome, CrawlState state, CancellationToken cancellationToken);

    /// <summary>
    /// Fails a URL as <see cref="FetchOutcome.RedirectLoop"/> or <see cref="FetchOutcome.CookieWall"/> that was stored as
    /// redirected: two URLs that redirect to each other may end at one time, and neither knows of the other before both are stored.
    /// </summary>
    /// <returns>False when it is no longer redirected.</returns>
    Task<bool> FailRedirectAsync(long crawlId, long urlId, FetchOutcome outcome, CancellationToken cancellationToken);

    /// <summary>
    /// Queues a URL again that was stored as redirected, as <see cref="Rows.UrlCompletion.Reopens"/> does with a completion; a crawl that was
    /// complete is running then.
    /// </summary>
    /// <returns>False when it is no longer redirected, or was asked again too often.</returns>
    Task<bool> ReopenRedirectAsync(long crawlId, Hash128 url, CancellationToken cancellationToken);

    /// <summary>Queues again what was excluded for that reason, after the job's limit was raised; a crawl that was complete is running then.</summary>
    /// <returns>How many.</returns>
    Task<long> ReadmitAsync(long crawlId, FetchOutcome outcome, CancellationToken cancellationToken);

    /// <summary>Moves up to <paramref name="max"/> queued or retrying URLs to Excluded.</summary>
    /// <returns>How many were moved.</returns>
    Task<int> ExcludePendingAsync(
        long crawlId, FetchOutcome outcome, int max, CancellationToken cancellationToken);

    /// <summary>Moves those of the URLs that are queued or retrying to Excluded, in one transaction.</summary>
    /// <returns>How many were moved.</returns>
    Task<int> ExcludeAsync(long crawlId, IReadOnlyList<long> urlIds, FetchOutcome outcome, CancellationToken cancellationToken);

    /// <summary>
    /// Moves up to <paramref name="max"/> queued or retrying URLs to Excluded on domains of which so many pages are
    /// stored and nothing is leased.
    /// </summary>
    /// <returns>How many were moved.</returns>
    Task<int> ExcludeHostsAtLimitAsync(long crawlId, long pagesPerHost, int max, CancellationToken cancellationToken);

    /// <summary>
    /// Queues again, ahead of new URLs, stored pages last looked at before the crawl's refresh began; what is stored of
    /// them stays until they are fetched. The first step also queues the sitemaps that were read.
    /// </summary>
    /// <param name="crawlId">The crawl.</param>
    /// <param name="after">Row of the last page looked at so far, 0 at first.</param>
    /// <param name="max">Pages to look at.</param>
    /// <param name="cancellationToken">Ends the wait, not the write.</param>
    /// <returns>The row to go on after; null when there are no more.</returns>
    Task<long?> RefreshSomeAsync(long crawlId, long after, int max, CancellationToken cancellationToken);
}
