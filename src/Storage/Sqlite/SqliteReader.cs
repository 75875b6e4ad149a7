using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Columns;
using Thresher.Storage.Rows;
using Thresher.Storage.Rules;
using Thresher.Storage.Sqlite.Database;
using Thresher.Web.Urls;

namespace Thresher.Storage.Sqlite;

/// <summary>
/// Reading from SQLite on connections of its own: a reader sees one snapshot and never waits for the writer (WAL).
/// </summary>
internal sealed partial class SqliteReader(string connectionString, string file) : ICrawlReader, IChangeFeed
{
    private string _connectionString = connectionString;

    /// <summary>Reads through this connection string from now on.</summary>
    public void Use(string connectionString) => _connectionString = connectionString;

    public async Task<CrawlTotals> TotalsAsync(long crawlId, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);

        // One snapshot: read apart, the two would not add up while a writer is at work.
        await using var snapshot = connection.BeginTransaction(deferred: true);
        long accepted = 0, items = 0, bytes = 0;
        await using (var totals = Query(connection, "SELECT accepted, items, bytes FROM totals WHERE crawl_id = $1", crawlId))
        await using (var row = await totals.ExecuteReaderAsync(cancellationToken))
        {
            if (await row.ReadAsync(cancellationToken))
            {
                (accepted, items, bytes) = (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));
            }
        }

        var counts = new List<(UrlState, FetchOutcome, long)>();
        await using var tallies = Query(connection, "SELECT state, outcome, n FROM tallies WHERE crawl_id = $1", crawlId);
        await using var rows = await tallies.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            counts.Add(((UrlState)rows.GetByte(0), (FetchOutcome)rows.GetByte(1), rows.GetInt64(2)));
        }

        var rules = new List<RuleCount>();
        await using var tallied = Query(connection, "SELECT rule, items, invalid FROM item_tallies WHERE crawl_id = $1 ORDER BY rule", crawlId);
        await using var made = await tallied.ExecuteReaderAsync(cancellationToken);
        while (await made.ReadAsync(cancellationToken))
        {
            rules.Add(new RuleCount(made.GetString(0), made.GetInt64(1), made.GetInt64(2)));
        }

        return new CrawlTotals(accepted, items, bytes, counts) { Rules = rules };
    }

    public IAsyncEnumerable<HostRow> HostsAsync(long crawlId, int limit, CancellationToken cancellationToken) =>
        StreamAsync(
            $"SELECT {HostColumns.Sql} FROM {HostColumns.Tables} WHERE c.crawl_id = $1 ORDER BY c.queued + c.leased + c.retrying DESC, c.fetched DESC, d.key LIMIT $2",
            HostColumns.Read,
            cancellationToken,
            crawlId,
            limit);

    public async Task<HostRow?> FindHostAsync(long crawlId, string domain, CancellationToken cancellationToken)
    {
        await foreach (var row in StreamAsync(
            $"SELECT {HostColumns.Sql} FROM {HostColumns.Tables} WHERE c.domain_id = (SELECT id FROM domains WHERE key = $2) AND c.crawl_id = $1", HostColumns.Read, cancellationToken, crawlId, domain))
        {
            return row;
        }

        return null;
    }

    public async Task<string?> UrlOfAsync(long urlId, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var select = Query(connection, "SELECT coalesce(canonical, url) FROM urls WHERE id = $1", urlId);
        return await select.ExecuteScalarAsync(cancellationToken) as string;
    }

    public async Task<UrlRow?> FindUrlAsync(long crawlId, Hash128 hash, CancellationToken cancellationToken)
    {
        await foreach (var row in StreamAsync(
            $"SELECT {UrlColumns.Sql} FROM {UrlColumns.Tables} WHERE u.hash = $1 AND u.crawl_id = $2",
            UrlColumns.Read,
            cancellationToken,
            hash.ToArray(),
            crawlId))
        {
            return row;
        }

        return null;
    }

    public async Task<int> AheadInQueueAsync(UrlRow url, int cap, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var count = Query(
            connection,
            $"""
            SELECT count(*) FROM (
                SELECT 1 FROM urls WHERE domain_id = (SELECT id FROM domains WHERE key = $1) AND crawl_id = $2 AND state = {UrlStates.Queued}
                   AND (rank < $3 OR (rank = $3 AND id < $4)) LIMIT $5)
            """,
            url.Domain,
            url.CrawlId,
            url.Rank,
            url.Id,
            cap);
        return Convert.ToInt32(await count.ExecuteScalarAsync(cancellationToken));
    }

    public IAsyncEnumerable<StoredPage> PagesAsync(long crawlId, CancellationToken cancellationToken) =>
        StreamAsync(
            $"SELECT {PageColumns.Sql} FROM pages p JOIN urls u ON u.id = p.url_id {PageColumns.Joins} WHERE p.crawl_id = $1 ORDER BY p.url_id",
            PageOf,
            cancellationToken,
            crawlId);

    public IAsyncEnumerable<UrlRow> UrlsAsync(long crawlId, CancellationToken cancellationToken) =>
        StreamAsync(
            $"SELECT {UrlColumns.Sql} FROM {UrlColumns.Tables} WHERE u.crawl_id = $1 ORDER BY u.id", UrlColumns.Read, cancellationToken, crawlId);

    public IAsyncEnumerable<UrlRow> FailuresAsync(
        long crawlId, FetchOutcome? outcome, CancellationToken cancellationToken) =>
        outcome is { } only
            ? StreamAsync(
                $"SELECT {UrlColumns.Sql} FROM {UrlColumns.Tables} WHERE u.crawl_id = $1 AND u.state >= {UrlStates.FirstFailed} AND u.outcome = $2 ORDER BY u.id",
                UrlColumns.Read,
                cancellationToken,
                crawlId,
                (int)only)
            : StreamAsync(
                $"SELECT {UrlColumns.Sql} FROM {UrlColumns.Tables} WHERE u.crawl_id = $1 AND u.state >= {UrlStates.FirstFailed} AND u.state <> {UrlStates.Excluded} ORDER BY u.outcome, u.id",
                UrlColumns.Read,
                cancellationToken,
                crawlId);

    public async Task<PageCapture?> CaptureAsync(long urlId, CancellationToken cancellationToken)
    {
        await foreach (var capture in StreamAsync(
            $"SELECT {CaptureColumns.Sql} FROM {CaptureColumns.Tables} WHERE p.url_id = $1",
            CaptureColumns.Read,
            cancellationToken,
            urlId))
        {
            return capture;
        }

        return null;
    }

    public async Task<ExchangeCapture?> ExchangeAsync(long id, CancellationToken cancellationToken)
    {
        await foreach (var capture in StreamAsync(ExchangeColumns.Capture, ExchangeColumns.ReadCapture, cancellationToken, id))
        {
            return capture;
        }

        return null;
    }

    public async Task<IReadOnlyList<CutPages>> CutsAsync(long crawlId, CancellationToken cancellationToken) =>
        await StreamAsync(CutColumns.Sql, CutColumns.Read, cancellationToken, crawlId).ToListAsync(cancellationToken);

    private static StoredPage PageOf(DbDataReader row) => PageColumns.Read(row, HashOf);

    private static Hash128 HashOf(DbDataReader row, int column) => Hash128.Read(row.GetFieldValue<byte[]>(column));

    private static SqliteCommand Query(SqliteConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue($"${i + 1}", values[i]);
        }

        return command;
    }

    private async Task<SqliteConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch (SqliteException failure)
        {
            await connection.DisposeAsync();
            throw SqliteErrors.Translate(failure, file);
        }
    }

    private async IAsyncEnumerable<T> StreamAsync<T>(
        string sql,
        Func<DbDataReader, T> read,
        [EnumeratorCancellation] CancellationToken cancellationToken,
        params object[] values)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var command = Query(connection, sql, values);
        await using var rows = await ExecuteAsync(command, cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            yield return read(rows);
        }
    }

    private async Task<DbDataReader> ExecuteAsync(SqliteCommand command, CancellationToken cancellationToken)
    {
        try
        {
            return await command.ExecuteReaderAsync(cancellationToken);
        }
        catch (SqliteException failure)
        {
            throw SqliteErrors.Translate(failure, file);
        }
    }
}
