using Npgsql;
using Thresher.Storage.Columns;
using Thresher.Storage.Rows;
using Thresher.Storage.Rules;

namespace Thresher.Storage.Postgres.Reading;

/// <summary>
/// Reading in the order of the numbers. A transaction draws its numbers some time before they can be seen, so one may
/// commit numbers below those seen already. It has a transaction id by then, since the domains it locks come first: the
/// numbers drawn by now are settled once every transaction that had an id by now has ended.
/// </summary>
internal sealed partial class PostgresReader
{
    private static readonly TimeSpan SettleInterval = TimeSpan.FromMilliseconds(10);
    private static readonly string FeedPages = ChangeFeedQueries.Pages(PageColumns.Sql, PageColumns.Joins);
    private static readonly string FeedFailures = ChangeFeedQueries.Failures(UrlColumns.Sql, UrlColumns.Tables);
    private static readonly string FeedUrls = ChangeFeedQueries.Urls(UrlColumns.Sql, UrlColumns.Tables);
    private static readonly string FeedItems = ChangeFeedQueries.Items(ItemColumns.Sql, ItemColumns.Tables);
    private static readonly string FeedExchanges = ChangeFeedQueries.Exchanges(ExchangeColumns.Sql, ExchangeColumns.Tables);

    public async Task<Cursor> MarkAsync(long crawlId, CancellationToken cancellationToken)
    {
        // Two statements, since a sequence tells its last number as of now. A transaction of one's own is the only sure
        // bound of the ids given so far: a snapshot's upper bound is that of the ids which have ended.
        var mark = await OneAsync(
            """
            SELECT (SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM url_ends),
                   (SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM urls_id_seq),
                   (SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM items_id_seq),
                   (SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM exchanges_id_seq)
            """,
            row => new Cursor(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)),
            cancellationToken);
        var begun = await OneAsync("SELECT pg_current_xact_id()::text", row => row.GetString(0), cancellationToken);
        while (!await OneAsync(
            "SELECT pg_snapshot_xmin(pg_current_snapshot()) >= $1::text::xid8", row => row.GetBoolean(0), cancellationToken, begun))
        {
            await Task.Delay(SettleInterval, cancellationToken);
        }

        return mark;
    }

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
        string sql, Func<NpgsqlDataReader, T> read, long crawlId, long after, long upTo, long since, CancellationToken cancellationToken) =>
        ChangeFeedSteps.ReadAsync(
            after,
            at => database.StatementAsync(
                statement => statement.QueryAsync(
                    sql, row => (ChangeFeedSteps.PlaceOf(row), read(row)), crawlId, at.Seq, at.Id, upTo, since, (long)RowLimits.Pages),
                cancellationToken),
            cancellationToken);

    private async Task<T> OneAsync<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params object?[] values) =>
        (await database.StatementAsync(statement => statement.QueryAsync(sql, read, values), cancellationToken))[0];
}
