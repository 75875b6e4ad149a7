using System.Data.Common;

namespace Thresher.Storage.Sqlite;

/// <summary>Reading in the order of the commits: the file has one writer, so every snapshot is a mark.</summary>
internal sealed partial class SqliteReader
{
    private static readonly string FeedPages = FeedQueries.Pages(PageColumns, PageTables);
    private static readonly string FeedFailures = FeedQueries.Failures(UrlColumns, UrlTables);
    private static readonly string FeedUrls = FeedQueries.Urls(UrlColumns, UrlTables);
    private static readonly string FeedItems = FeedQueries.Items(ItemColumns, ItemTables);

    public async Task<FeedMark> MarkAsync(long crawlId, CancellationToken cancellationToken) =>
        await StreamAsync(
            """
            SELECT coalesce((SELECT ended_seq FROM urls WHERE crawl_id = $1 AND ended_seq > 0 ORDER BY ended_seq DESC LIMIT 1), 0),
                   coalesce((SELECT max(id) FROM urls), 0), coalesce((SELECT max(id) FROM items), 0)
            """,
            row => new FeedMark(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)),
            cancellationToken,
            crawlId).FirstAsync(cancellationToken);

    public IAsyncEnumerable<StoredPage> PagesAsync(long crawlId, FeedMark after, FeedMark upTo, long since, CancellationToken cancellationToken) =>
        FeedAsync(FeedPages, PageOf, crawlId, after.Ends, upTo.Ends, since, cancellationToken);

    public IAsyncEnumerable<StoredItem> ItemsAsync(long crawlId, FeedMark after, FeedMark upTo, long since, CancellationToken cancellationToken) =>
        FeedAsync(FeedItems, ItemOf, crawlId, after.Items, upTo.Items, since, cancellationToken);

    public IAsyncEnumerable<UrlRow> UrlsAsync(long crawlId, FeedMark after, FeedMark upTo, long since, CancellationToken cancellationToken) =>
        FeedAsync(FeedUrls, UrlOf, crawlId, after.Urls, upTo.Urls, since, cancellationToken);

    public IAsyncEnumerable<UrlRow> FailuresAsync(long crawlId, FeedMark after, FeedMark upTo, long since, CancellationToken cancellationToken) =>
        FeedAsync(FeedFailures, UrlOf, crawlId, after.Ends, upTo.Ends, since, cancellationToken);

    private IAsyncEnumerable<T> FeedAsync<T>(
        string sql, Func<DbDataReader, T> read, long crawlId, long after, long upTo, long since, CancellationToken cancellationToken) =>
        FeedSteps.ReadAsync(
            after,
            at => StreamAsync(
                sql,
                row => (FeedSteps.PlaceOf(row), read(row)),
                cancellationToken,
                crawlId,
                at.Seq,
                at.Id,
                upTo,
                since,
                FeedSteps.Rows).ToListAsync(cancellationToken).AsTask(),
            cancellationToken);
}
