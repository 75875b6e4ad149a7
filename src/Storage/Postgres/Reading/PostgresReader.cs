using System.Runtime.CompilerServices;
using Npgsql;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Columns;
using Thresher.Storage.Postgres.Database;
using Thresher.Storage.Rows;
using Thresher.Storage.Rules;
using Thresher.Web.Urls;

namespace Thresher.Storage.Postgres.Reading;

/// <summary>
/// Reading from PostgreSQL: one snapshot a call, which no writer waits for. Streams come through a cursor on the
/// server, so neither side holds more than a few hundred rows, and a reader that leaves early costs nothing.
/// </summary>
internal sealed partial class PostgresReader(PostgresDatabase database) : ICrawlReader, IChangeFeed
{
    public Task<CrawlTotals> TotalsAsync(long crawlId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async snapshot =>
            {
                var totals = await snapshot.QueryAsync(
                    "SELECT coalesce(sum(accepted), 0)::bigint, coalesce(sum(items), 0)::bigint, coalesce(sum(bytes), 0)::bigint FROM totals WHERE crawl_id = $1",
                    row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)),
                    crawlId);
                var counts = await snapshot.QueryAsync(
                    "SELECT state, outcome, sum(n)::bigint FROM tallies WHERE crawl_id = $1 GROUP BY state, outcome ORDER BY state, outcome",
                    row => ((UrlState)row.GetInt16(0), (FetchOutcome)row.GetInt16(1), row.GetInt64(2)),
                    crawlId);
                var (accepted, items, bytes) = totals[0];
                var rules = await snapshot.QueryAsync(
                    "SELECT rule, sum(items)::bigint, sum(invalid)::bigint FROM item_tallies WHERE crawl_id = $1 GROUP BY rule ORDER BY rule COLLATE \"C\"",
                    row => new RuleCount(row.GetString(0), row.GetInt64(1), row.GetInt64(2)),
                    crawlId);
                return new CrawlTotals(accepted, items, bytes, counts) { Rules = rules };
            },
            cancellationToken);

    public IAsyncEnumerable<HostRow> HostsAsync(long crawlId, int limit, CancellationToken cancellationToken) =>
        StreamAsync(
            "hosts",
            $"SELECT {HostColumns.Sql} FROM {HostColumns.Tables} WHERE c.crawl_id = $1 ORDER BY c.queued + c.leased + c.retrying DESC, c.fetched DESC, d.key LIMIT $2",
            HostColumns.Read,
            cancellationToken,
            crawlId,
            (long)limit);

    public async Task<HostRow?> FindHostAsync(long crawlId, string domain, CancellationToken cancellationToken) =>
        (await database.StatementAsync(
            statement => statement.QueryAsync(
                $"SELECT {HostColumns.Sql} FROM {HostColumns.Tables} WHERE c.domain_id = (SELECT id FROM domains WHERE key = $2) AND c.crawl_id = $1", HostColumns.Read, crawlId, domain),
            cancellationToken)).SingleOrDefault();

    public Task<string?> UrlOfAsync(long urlId, CancellationToken cancellationToken) =>
        database.StatementAsync(
            statement => statement.ScalarAsync<string?>(null, "SELECT coalesce(canonical, url) FROM urls WHERE id = $1", urlId), cancellationToken);

    public async Task<UrlRow?> FindUrlAsync(long crawlId, Hash128 hash, CancellationToken cancellationToken)
    {
        var found = await database.StatementAsync(
            statement => statement.QueryAsync(
                $"SELECT {UrlColumns.Sql} FROM {UrlColumns.Tables} WHERE u.hash = $1 AND u.crawl_id = $2", UrlColumns.Read, PostgresHash.ToUuid(hash), crawlId),
            cancellationToken);
        return found.SingleOrDefault();
    }

    public Task<int> AheadInQueueAsync(UrlRow url, int cap, CancellationToken cancellationToken) =>
        database.StatementAsync(
            statement => statement.ScalarAsync(
                0,
                $"""
                SELECT count(*)::integer FROM (
                    SELECT 1 FROM urls WHERE domain_id = (SELECT id FROM domains WHERE key = $1) AND crawl_id = $2 AND state = {UrlStates.Queued}
                       AND (rank, id) < ($3, $4) LIMIT $5) AS ahead
                """,
                url.Domain,
                url.CrawlId,
                url.Rank,
                url.Id,
                (long)cap),
            cancellationToken);

    public IAsyncEnumerable<StoredPage> PagesAsync(long crawlId, CancellationToken cancellationToken) =>
        StreamAsync(
            "pages",
            $"SELECT {PageColumns.Sql} FROM pages p JOIN urls u ON u.id = p.url_id {PageColumns.Joins} WHERE p.crawl_id = $1 ORDER BY p.url_id",
            PageOf,
            cancellationToken,
            crawlId);

    public IAsyncEnumerable<UrlRow> UrlsAsync(long crawlId, CancellationToken cancellationToken) =>
        StreamAsync(
            "urls",
            $"SELECT {UrlColumns.Sql} FROM {UrlColumns.Tables} WHERE u.crawl_id = $1 ORDER BY u.id",
            UrlColumns.Read,
            cancellationToken,
            crawlId);

    public IAsyncEnumerable<UrlRow> FailuresAsync(
        long crawlId, FetchOutcome? outcome, CancellationToken cancellationToken) =>
        outcome is { } only
            ? StreamAsync(
                "urls",
                $"SELECT {UrlColumns.Sql} FROM {UrlColumns.Tables} WHERE u.crawl_id = $1 AND u.state >= {UrlStates.FirstFailed} AND u.outcome = $2 ORDER BY u.id",
                UrlColumns.Read,
                cancellationToken,
                crawlId,
                (short)only)
            : StreamAsync(
                "urls",
                $"SELECT {UrlColumns.Sql} FROM {UrlColumns.Tables} WHERE u.crawl_id = $1 AND u.state >= {UrlStates.FirstFailed} AND u.state <> {UrlStates.Excluded} ORDER BY u.outcome, u.id",
                UrlColumns.Read,
                cancellationToken,
                crawlId);

    public async Task<PageCapture?> CaptureAsync(long urlId, CancellationToken cancellationToken) =>
        (await database.StatementAsync(
            statement => statement.QueryAsync(
                $"SELECT {CaptureColumns.Sql} FROM {CaptureColumns.Tables} WHERE p.url_id = $1",
                CaptureColumns.Read,
                urlId),
            cancellationToken)).SingleOrDefault();

    private static StoredPage PageOf(NpgsqlDataReader row) => PageColumns.Read(row, (from, column) => PostgresHash.Read(from.GetGuid(column)));

    public async Task<ExchangeCapture?> ExchangeAsync(long id, CancellationToken cancellationToken) =>
        (await database.StatementAsync(statement => statement.QueryAsync(ExchangeColumns.Capture, ExchangeColumns.ReadCapture, id), cancellationToken)).SingleOrDefault();

    public async Task<IReadOnlyList<CutPages>> CutsAsync(long crawlId, CancellationToken cancellationToken) =>
        await database.StatementAsync(statement => statement.QueryAsync(CutColumns.Sql, CutColumns.Read, crawlId), cancellationToken);

    // The cursor has a name for each list of columns: a statement prepared for one does not fit another.
    private async IAsyncEnumerable<T> StreamAsync<T>(
        string cursor,
        string sql,
        Func<NpgsqlDataReader, T> read,
        [EnumeratorCancellation] CancellationToken cancellationToken,
        params object?[] values)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var snapshot = await database.GuardAsync(() => connection.BeginTransactionAsync(cancellationToken).AsTask());
        var statements = new PostgresTransaction(connection, cancellationToken);
        await database.GuardAsync(() => statements.ExecuteAsync($"DECLARE {cursor} NO SCROLL CURSOR FOR {sql}", values));
        List<T> rows;
        do
        {
            rows = await database.GuardAsync(() => statements.QueryAsync($"FETCH {RowLimits.Pages} FROM {cursor}", read));
            foreach (var row in rows)
            {
                yield return row;
            }
        }
        while (rows.Count == RowLimits.Pages);
    }
}
