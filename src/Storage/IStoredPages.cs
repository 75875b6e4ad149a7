using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;

namespace Thresher.Storage;

/// <summary>Stored pages that are read again by other rules, without a fetch where their bodies are kept.</summary>
public interface IStoredPages
{
    /// <summary>Stored pages behind a row, in the order of arrival of their URLs, with their bodies where those are kept.</summary>
    /// <param name="crawlId">The crawl.</param>
    /// <param name="after">Row of the last page read, 0 at first.</param>
    /// <param name="most">How many at most; fewer are the last.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    Task<IReadOnlyList<KeptPage>> ReadAsync(long crawlId, long after, int most, CancellationToken cancellationToken);

    /// <summary>
    /// Stores what was read of pages again, in one transaction: records and text in place of those there were, and links
    /// that are new. A page that was fetched again meanwhile, or is gone, is left as it is. A complete crawl runs again
    /// with the first new link.
    /// </summary>
    /// <returns>How many were stored, and how many links are new.</returns>
    Task<(int Pages, int Links)> ReplaceAsync(long crawlId, IReadOnlyList<PageReread> pages, CancellationToken cancellationToken);

    /// <summary>Queues stored pages to be fetched, and read, again whatever the server says of their age; a complete crawl gets that state.</summary>
    /// <returns>How many were queued: those that are not pending already.</returns>
    Task<int> FetchAgainAsync(long crawlId, IReadOnlyList<long> urlIds, CrawlState state, CancellationToken cancellationToken);
}
