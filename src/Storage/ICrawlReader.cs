using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;
using Thresher.Web.Urls;

namespace Thresher.Storage;

/// <summary>Reading: totals, hosts, single URLs, and streams that stay flat in memory whatever the crawl's size.</summary>
public interface ICrawlReader
{
    /// <summary>The crawl's ledger.</summary>
    Task<CrawlTotals> TotalsAsync(long crawlId, CancellationToken cancellationToken);

    /// <summary>The crawl's domains, those with most pending URLs first.</summary>
    IAsyncEnumerable<HostRow> HostsAsync(long crawlId, int limit, CancellationToken cancellationToken);

    /// <summary>One domain of the crawl, or null when it has none of that key.</summary>
    Task<HostRow?> FindHostAsync(long crawlId, string domain, CancellationToken cancellationToken);

    /// <summary>The canonical URL of a row, or null when it is gone.</summary>
    Task<string?> UrlOfAsync(long urlId, CancellationToken cancellationToken);

    /// <summary>One URL by its identity, or null when the crawl never accepted it.</summary>
    Task<UrlRow?> FindUrlAsync(long crawlId, Hash128 hash, CancellationToken cancellationToken);

    /// <summary>How many URLs that could be leased before this one its domain has queued, at most <paramref name="cap"/>.</summary>
    Task<int> AheadInQueueAsync(UrlRow url, int cap, CancellationToken cancellationToken);

    /// <summary>Stored pages in order of arrival of their URLs.</summary>
    IAsyncEnumerable<StoredPage> PagesAsync(long crawlId, CancellationToken cancellationToken);

    /// <summary>
    /// Stored records with numbers above <paramref name="after"/>, in order of their numbers. They are read in short
    /// steps, each of what is then stored, so that a long reading holds nothing up.
    /// </summary>
    IAsyncEnumerable<StoredItem> ItemsAsync(long crawlId, long after, CancellationToken cancellationToken);

    /// <summary>Every accepted URL in order of arrival.</summary>
    IAsyncEnumerable<UrlRow> UrlsAsync(long crawlId, CancellationToken cancellationToken);

    /// <summary>Failed and quarantined URLs, all or of one outcome.</summary>
    IAsyncEnumerable<UrlRow> FailuresAsync(
        long crawlId, FetchOutcome? outcome, CancellationToken cancellationToken);

    /// <summary>URLs that wait for another try, the next due first.</summary>
    /// <param name="crawlId">The crawl.</param>
    /// <param name="domain">Domain key of those wanted; null for all.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    IAsyncEnumerable<UrlRow> RetryingAsync(long crawlId, string? domain, int limit, CancellationToken cancellationToken);

    /// <summary>When the next of them is due, and why they failed so far; null when none waits.</summary>
    /// <param name="crawlId">The crawl.</param>
    /// <param name="most">URLs to count the reasons of, so that the answer is quick whatever the number.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    Task<RetrySummary?> RetriesAsync(long crawlId, int most, CancellationToken cancellationToken);

    /// <summary>What is kept of a page's exchange, decompressed; null when there is no such page.</summary>
    Task<PageCapture?> CaptureAsync(long urlId, CancellationToken cancellationToken);

    /// <summary>What was exchanged in an exchange that left no page, decompressed; null when there is no such exchange.</summary>
    Task<ExchangeCapture?> ExchangeAsync(long id, CancellationToken cancellationToken);

    /// <summary>Of how many stored pages limits cut something off, grouped by what; the cost grows with their number.</summary>
    Task<IReadOnlyList<CutPages>> CutsAsync(long crawlId, CancellationToken cancellationToken);

    /// <summary>Recounts the crawl from its rows and lists what does not add up, one line each; empty when all does.</summary>
    Task<VerifyReport> VerifyAsync(long crawlId, CancellationToken cancellationToken);
}
