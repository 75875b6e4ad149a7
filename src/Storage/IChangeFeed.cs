using Thresher.Storage.Rows;

namespace Thresher.Storage;

/// <summary>
/// A crawl's rows in the order in which they are settled, for those who follow it: between two marks stands what was
/// committed after the first and by the second, each row once. Rows are read in short steps, as they are then, so that a
/// long reading holds nothing up; a row that has moved beyond the second mark meanwhile comes after that.
/// </summary>
public interface IChangeFeed
{
    /// <summary>The newest mark. Waits for the transactions that are under way and may still commit below it.</summary>
    Task<Cursor> MarkAsync(long crawlId, CancellationToken cancellationToken);

    /// <summary>Pages stored, or looked at again, after the first mark.</summary>
    IAsyncEnumerable<StoredPage> PagesAsync(long crawlId, Cursor after, Cursor upTo, long since, CancellationToken cancellationToken);

    /// <summary>Records stored after the first mark.</summary>
    IAsyncEnumerable<StoredItem> ItemsAsync(long crawlId, Cursor after, Cursor upTo, long since, CancellationToken cancellationToken);

    /// <summary>URLs accepted after the first mark.</summary>
    IAsyncEnumerable<UrlRow> UrlsAsync(long crawlId, Cursor after, Cursor upTo, long since, CancellationToken cancellationToken);

    /// <summary>
    /// Attempts that ended after the first mark, however they did, in the order of their ends: each URL's present end, ends
    /// before it of URLs that were queued again, and failures that are tried again (those of the newest million of a crawl's
    /// attempts).
    /// </summary>
    IAsyncEnumerable<UrlEnd> AttemptsAsync(long crawlId, Cursor after, Cursor upTo, long since, CancellationToken cancellationToken);

    /// <summary>Exchanges that left no page, after the first mark; without heads and bodies.</summary>
    IAsyncEnumerable<StoredExchange> ExchangesAsync(long crawlId, Cursor after, Cursor upTo, long since, CancellationToken cancellationToken);

    /// <summary>URLs failed or quarantined after the first mark.</summary>
    IAsyncEnumerable<UrlRow> FailuresAsync(long crawlId, Cursor after, Cursor upTo, long since, CancellationToken cancellationToken);
}
