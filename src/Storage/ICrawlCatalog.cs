using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;

namespace Thresher.Storage;

/// <summary>The crawls: their jobs, states and producers.</summary>
public interface ICrawlCatalog
{
    /// <summary>Stores a new crawl in state Running. Returns the stored one, unchanged, when the name is taken.</summary>
    Task<CrawlRecord> CreateAsync(string name, string job, CancellationToken cancellationToken);

    /// <summary>The crawl of that name, or null.</summary>
    Task<CrawlRecord?> FindAsync(string name, CancellationToken cancellationToken);

    /// <summary>All crawls, oldest first.</summary>
    Task<IReadOnlyList<CrawlRecord>> ListAsync(CancellationToken cancellationToken);

    /// <summary>The version of every crawl by its id, without the jobs: it tells which crawls to read again.</summary>
    Task<IReadOnlyDictionary<long, long>> VersionsAsync(CancellationToken cancellationToken);

    /// <summary>These crawls, oldest first; ids of crawls that are gone are left out.</summary>
    Task<IReadOnlyList<CrawlRecord>> ReadAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken);

    /// <summary>Replaces the job's definition; the URLs already accepted keep their rows.</summary>
    Task UpdateJobAsync(long crawlId, string job, CancellationToken cancellationToken);

    /// <summary>Sets the state. Setting Running wakes every domain of the crawl that has pending URLs.</summary>
    Task SetStateAsync(long crawlId, CrawlState state, CancellationToken cancellationToken);

    /// <summary>
    /// Sets Complete if the crawl is Running, nothing of it is queued, leased or retrying, and no producer feeds it:
    /// all checked in the transaction that sets it. A producer whose <see cref="KeepProducerAsync"/> has returned is seen.
    /// </summary>
    /// <returns>True when the crawl is complete after the call.</returns>
    Task<bool> TryCompleteAsync(long crawlId, CancellationToken cancellationToken);

    /// <summary>
    /// Begins a refresh: a complete crawl runs again, and every page last looked at before now is to be queued by
    /// <see cref="IUrlTransitions.RefreshSomeAsync"/>. It does not complete before <see cref="EndRefreshAsync"/>.
    /// </summary>
    /// <returns>False, with nothing changed, when the crawl is not complete.</returns>
    Task<bool> BeginRefreshAsync(long crawlId, CancellationToken cancellationToken);

    /// <summary>Says that every page to be refreshed is queued.</summary>
    Task EndRefreshAsync(long crawlId, CancellationToken cancellationToken);

    /// <summary>Adds to the time the crawl has been running, in milliseconds.</summary>
    Task AddActiveTimeAsync(long crawlId, long milliseconds, CancellationToken cancellationToken);

    /// <summary>Says that a producer feeds the crawl until <paramref name="timeToLive"/> from now; repeat to go on.</summary>
    Task KeepProducerAsync(long crawlId, string producer, TimeSpan timeToLive, CancellationToken cancellationToken);

    /// <summary>Says that a producer is done.</summary>
    Task EndProducerAsync(long crawlId, string producer, CancellationToken cancellationToken);

    /// <summary>How far a source of seeds was taken by a producer that did not reach its end; null when there is none such.</summary>
    /// <param name="crawlId">The crawl.</param>
    /// <param name="source">What the source is called, the same in each run.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<SeedMark?> SeedMarkAsync(long crawlId, string source, CancellationToken cancellationToken);

    /// <summary>Remembers how far a source of seeds was taken: to be called after the commit of what stands before.</summary>
    /// <param name="crawlId">The crawl; for one that was removed nothing is stored.</param>
    /// <param name="source">What the source is called, the same in each run.</param>
    /// <param name="mark">The place; null when the end was reached, and the next run is to begin anew.</param>
    /// <param name="cancellationToken">Ends the wait, not the write.</param>
    Task SetSeedMarkAsync(long crawlId, string source, SeedMark? mark, CancellationToken cancellationToken);

    /// <summary>Holds or frees one domain of one crawl.</summary>
    /// <returns>False when the crawl has no such domain.</returns>
    Task<bool> SetHostPausedAsync(long crawlId, string domain, bool paused, CancellationToken cancellationToken);

    /// <summary>The domains held, by crawl.</summary>
    Task<IReadOnlyList<(long CrawlId, string Domain)>> PausedHostsAsync(CancellationToken cancellationToken);

    /// <summary>The domains that this crawl knows and no other does, by their numbers.</summary>
    /// <param name="crawlId">The crawl.</param>
    /// <param name="after">Only those with a higher number.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<(long Id, string Domain)>> SoleDomainsAsync(long crawlId, long after, int limit, CancellationToken cancellationToken);

    /// <summary>Removes a crawl with all its rows, in bounded steps, the crawl's own row last.</summary>
    Task RemoveAsync(long crawlId, CancellationToken cancellationToken);
}
