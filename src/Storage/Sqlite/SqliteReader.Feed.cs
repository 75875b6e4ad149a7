using System.Data.Common;
using Thresher.Storage.Columns;
using Thresher.Storage.Rows;
using Thresher.Storage.Rules;

namespace Thresher.Storage.Sqlite;

/// <summary>Reading in the order of the commits: the file has one writer, so every snapshot is a mark.</summary>
internal sealed partial class SqliteReader
{
    private static readonly string FeedPages = ChangeFeedQueries.Pages(PageColumns.Sql, PageColumns.Joins);
    private static readonly string FeedFailures = ChangeFeedQueries.Failures(UrlColumns.Sql, UrlColumns.Tables);
    private static readonly string FeedUrls = ChangeFeedQueries.Urls(UrlColumns.Sql, UrlColumns.Tables);
    private static readonly string FeedItems = ChangeFeedQueries.Items(ItemColumns.Sql, ItemColumns.Tables);
    private static readonly string FeedExchanges = ChangeFeedQueries.Exchanges(ExchangeColumns.Sql, ExchangeColumns.Tables);

    public async Task<Cursor> MarkAsync(long crawlId, CancellationToken cancellationToken) =>
        await StreamAsync(
            """
            SELECT max(coalesce((SELECT ended_seq FROM urls WHERE crawl_id = $1 AND ended_seq > 0 ORDER BY ended_seq DESC LIMIT 1), 0),
                       coalesce((SELECT max(seq) FROM attempts WHERE crawl_id = $1), 0)),
                   coalesce((SELECT max(id) FROM urls), 0), coalesce((SELECT max(id) FROM items), 0),
                   coalesce((SELECT max(id) FROM exchanges), 0)
            """,
            row => new Cursor(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)),
            cancellationToken,
            crawlId).FirstAsync(cancellationToken);

    public IAsyncEnumerable<StoredPage> PagesAsync(long crawlId, Cursor after, Cursor upTo, long since, CancellationToken cancellationToken) =>
        KeepProducerAsync(FeedPages, PageOf, crawlId, after.Ends, upTo.Ends, since, cancellationToken);

    public IAsyncEnumerable<StoredItem> ItemsAsync(long crawlId, Cursor after, Cursor upTo, long since, CancellationToken cancellationToken) =>
        KeepProducerAsync(FeedItems, ItemColumns.Read, crawlId, after.Items, upTo.Items, since, cancellationToken);

    public IAsyncEnumerable<UrlRow> UrlsAsync(long crawlId, Cursor after, Cursor upTo, long since, CancellationToken cancellationToken) =>
        KeepProducerAsync(FeedUrls, UrlColumns.Read, crawlId, after.Urls, upTo.Urls, since, cancellationToken);

    public IAsyncEnumerable<UrlRow> FailuresAsync(long crawlId, Cursor after, Cursor upTo, long since, CancellationToken cancellationToken) =>
        KeepProducerAsync(FeedFailures, UrlColumns.Read, crawlId, after.Ends, upTo.Ends, since, cancellationToken);

    public IAsyncEnumerable<UrlEnd> AttemptsAsync(long crawlId, Cursor after, Cursor upTo, long since, CancellationToken cancellationToken) =>
        KeepProducerAsync(ChangeFeedQueries.Attempts, EndColumns.Read, crawlId, after.Ends, upTo.Ends, since, cancellationToken);

    public IAsyncEnumerable<StoredExchange> ExchangesAsync(long crawlId, Cursor after, Cursor upTo, long since, CancellationToken cancellationToken) =>
        KeepProducerAsync(FeedExchanges, ExchangeColumns.Read, crawlId, after.Exchanges, upTo.Exchanges, since, cancellationToken);

    private IAsyncEnumerable<T> KeepProducerAsync<T>(
        string sql, Func<DbDataReader, T> read, long crawlId, long after, long upTo, long since, CancellationToken cancellationToken) =>
        ChangeFeedSteps.ReadAsync(
            after,
            at => StreamAsync(
                sql,
                row => (ChangeFeedSteps.PlaceOf(row), read(row)),
                cancellationToken,
                crawlId,
                at.Seq,
                at.Id,
                upTo,
                since,
                RowLimits.Pages).ToListAsync(cancellationToken).AsTask(),
            cancellationToken);
}
