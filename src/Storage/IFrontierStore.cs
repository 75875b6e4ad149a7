using Thresher.Jobs.Outcomes;
using Thresher.Jobs.Scope;
using Thresher.Storage.Rows;

namespace Thresher.Storage;

/// <summary>The durable frontier: a URL's row from acceptance to its end.</summary>
public interface IFrontierStore
{
    /// <summary>
    /// Accepts seeds into a crawl, and with them what they add to its scope. Those already known are left as they are.
    /// A complete crawl runs again with the first new one; a stopped crawl stays so.
    /// </summary>
    /// <returns>For each URL in turn, whether it is new.</returns>
    Task<IReadOnlyList<bool>> AcceptAsync(
        long crawlId, IReadOnlyList<NewUrl> urls, IReadOnlyCollection<string> scopeKeys, CancellationToken cancellationToken);

    /// <summary>Which of these keys the crawl's seeds have put into its scope.</summary>
    Task<IReadOnlyList<bool>> InScopeAsync(
        long crawlId, IReadOnlyList<string> scopeKeys, CancellationToken cancellationToken);

    /// <summary>
    /// Makes <paramref name="owner"/> the owner of the domain under a new epoch, unless another owner holds it whose
    /// lease has not run out, and queues again what the previous owner had leased. A URL lost that way counts a crash;
    /// one that was marked as being parsed counts a strike, and three strikes quarantine it.
    /// </summary>
    /// <returns>The lease; <see cref="DomainLease.None"/> when another holds the domain.</returns>
    Task<DomainLease> AcquireAsync(
        string domain, string owner, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>
    /// Leases up to <paramref name="max"/> URLs of running crawls: due retries first, then queued ones by rank and
    /// arrival, crawls in turn, held domains and exhausted page limits left out.
    /// </summary>
    /// <exception cref="StaleEpochException">Another owner has acquired the domain.</exception>
    Task<IReadOnlyList<LeasedUrl>> LeaseAsync(
        long domainId, long epoch, int max, CancellationToken cancellationToken);

    /// <summary>Gives leased URLs back unfetched; those no longer leased under the epoch are left alone.</summary>
    Task ReturnAsync(long domainId, long epoch, IReadOnlyList<long> urlIds, CancellationToken cancellationToken);

    /// <summary>
    /// Ends the ownership unless something could be leased now, and sets when the domain is to be woken next.
    /// </summary>
    /// <returns>False when there is something to lease (the ownership goes on).</returns>
    Task<bool> ReleaseAsync(long domainId, long epoch, CancellationToken cancellationToken);

    /// <summary>Ends the ownership whatever is left; leased URLs are queued again.</summary>
    /// <param name="domainId">The domain.</param>
    /// <param name="epoch">The epoch under which it is held; another's ownership is left alone.</param>
    /// <param name="wakeAt">When the domain is due again, Unix milliseconds.</param>
    /// <param name="quietFor">How long the domain was certainly sent no request; not negative.</param>
    /// <param name="cancellationToken">Ends the wait, not the write.</param>
    Task AbandonAsync(long domainId, long epoch, long wakeAt, TimeSpan quietFor, CancellationToken cancellationToken);

    /// <summary>Fails up to <paramref name="max"/> queued or retrying URLs of a domain whose host was given up.</summary>
    /// <returns>How many were failed.</returns>
    Task<int> GiveUpAsync(long domainId, long epoch, int max, CancellationToken cancellationToken);

    /// <summary>Records that a suspect is about to be parsed, so that a crash from here on is a strike.</summary>
    /// <returns>False when the URL is no longer leased under the epoch.</returns>
    Task<bool> MarkParsingAsync(long urlId, long epoch, CancellationToken cancellationToken);

    /// <summary>Completes leases in one transaction; a completion is never split over two.</summary>
    /// <returns>One result for each completion in turn.</returns>
    Task<IReadOnlyList<CompletionResult>> CompleteAsync(
        IReadOnlyList<UrlCompletion> completions, CancellationToken cancellationToken);

    /// <summary>Domains with pending URLs whose time has come and that no live owner holds, longest due first.</summary>
    Task<IReadOnlyList<string>> DueDomainsAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Domains with pending URLs that the owner holds, in no order.</summary>
    Task<IReadOnlyList<string>> OwnedDomainsAsync(string owner, CancellationToken cancellationToken);

    /// <summary>
    /// Frees a domain that the owner holds and has nobody to serve; what was leased is queued again. Changes nothing when
    /// the owner does not hold it.
    /// </summary>
    Task DisownAsync(string owner, string domain, CancellationToken cancellationToken);

    /// <summary>Prolongs everything the owner holds.</summary>
    Task RenewAsync(string owner, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>
    /// Ends everything the owner holds; its domains are due, those that were sent no request for longest first.
    /// <paramref name="graceful"/> says that it stopped by itself: its leased URLs are queued again without a crash being
    /// counted. Without it they are recovered when the domain is acquired.
    /// </summary>
    /// <param name="owner">The owner.</param>
    /// <param name="graceful">Whether it stopped by itself.</param>
    /// <param name="quietFor">How long it has certainly sent a domain, named by its key, no request; not negative.</param>
    /// <param name="cancellationToken">Ends the wait, not the write.</param>
    Task ReleaseOwnerAsync(string owner, bool graceful, Func<string, TimeSpan> quietFor, CancellationToken cancellationToken);

    /// <summary>Queues failed URLs of a crawl again with fresh attempts, all or those of one outcome.</summary>
    /// <returns>How many.</returns>
    Task<long> RequeueAsync(long crawlId, FetchOutcome? outcome, CancellationToken cancellationToken);

    /// <summary>Moves up to <paramref name="max"/> queued or retrying URLs to Excluded.</summary>
    /// <returns>How many were moved.</returns>
    Task<int> ExcludePendingAsync(
        long crawlId, FetchOutcome outcome, int max, CancellationToken cancellationToken);

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

    /// <summary>Queues again what was excluded for that reason, after the job's limit was raised.</summary>
    /// <returns>How many.</returns>
    Task<long> ReadmitAsync(long crawlId, FetchOutcome outcome, CancellationToken cancellationToken);
}
