using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;
using Thresher.Storage.Rules;
using Thresher.Web.Urls;

namespace Thresher.Storage.Sqlite;

/// <summary>
/// Reading from SQLite on connections of its own: a reader sees one snapshot and never waits for the writer (WAL).
/// </summary>
internal sealed partial class SqliteReader(string connectionString, string file) : ICrawlReader, IChangeFeed
{
    private const string UrlColumns = """
        u.id, u.crawl_id, u.url, u.canonical, d.key, u.state, u.outcome, u.status, u.depth, u.rank, u.attempts,
        u.strikes, u.due_at, coalesce(f.canonical, f.url)
        """;

    private const string UrlTables = """
        urls u JOIN domains d ON d.id = u.domain_id LEFT JOIN urls f ON f.id = u.found_on
        """;

    private const string PageColumns = """
        p.url_id, coalesce(u.canonical, u.url), u.depth, coalesce(f.canonical, f.url), p.status, p.content_type,
        p.charset, p.title, p.bytes, p.content_hash, p.fetched_at, p.elapsed_ms, p.link_count, p.flags,
        p.etag, p.last_modified, p.canonical_link, p.checked_at, p.simhash, u.state, u.outcome,
        (SELECT coalesce(o.canonical, o.url) FROM pages q JOIN urls o ON o.id = q.url_id
         WHERE q.crawl_id = p.crawl_id AND q.content_hash = p.content_hash AND q.url_id < p.url_id ORDER BY q.url_id LIMIT 1),
        t.markdown
        """;

    private const string PageTables = "LEFT JOIN urls f ON f.id = u.found_on LEFT JOIN page_texts t ON t.url_id = p.url_id";

    private const string HostSelect = """
        SELECT d.key, c.queued, c.leased, c.retrying, c.fetched, c.redirected, c.failed, c.excluded, c.quarantined,
               c.bytes, c.paused, d.wake_at, d.owner
        FROM crawl_domains c JOIN domains d ON d.id = c.domain_id
        """;

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
            $"{HostSelect} WHERE c.crawl_id = $1 ORDER BY c.queued + c.leased + c.retrying DESC, c.fetched DESC, d.key LIMIT $2",
            HostOf,
            cancellationToken,
            crawlId,
            limit);

    public async Task<HostRow?> FindHostAsync(long crawlId, string domain, CancellationToken cancellationToken)
    {
        await foreach (var row in StreamAsync(
            $"{HostSelect} WHERE c.domain_id = (SELECT id FROM domains WHERE key = $2) AND c.crawl_id = $1", HostOf, cancellationToken, crawlId, domain))
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
            $"SELECT {UrlColumns} FROM {UrlTables} WHERE u.hash = $1 AND u.crawl_id = $2",
            UrlOf,
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
            $"SELECT {PageColumns} FROM pages p JOIN urls u ON u.id = p.url_id {PageTables} WHERE p.crawl_id = $1 ORDER BY p.url_id",
            PageOf,
            cancellationToken,
            crawlId);

    public IAsyncEnumerable<UrlRow> UrlsAsync(long crawlId, CancellationToken cancellationToken) =>
        StreamAsync(
            $"SELECT {UrlColumns} FROM {UrlTables} WHERE u.crawl_id = $1 ORDER BY u.id", UrlOf, cancellationToken, crawlId);

    public IAsyncEnumerable<UrlRow> FailuresAsync(
        long crawlId, FetchOutcome? outcome, CancellationToken cancellationToken) =>
        outcome is { } only
            ? StreamAsync(
                $"SELECT {UrlColumns} FROM {UrlTables} WHERE u.crawl_id = $1 AND u.state >= {UrlStates.FirstFailed} AND u.outcome = $2 ORDER BY u.id",
                UrlOf,
                cancellationToken,
                crawlId,
                (int)only)
            : StreamAsync(
                $"SELECT {UrlColumns} FROM {UrlTables} WHERE u.crawl_id = $1 AND u.state >= {UrlStates.FirstFailed} AND u.state <> {UrlStates.Excluded} ORDER BY u.outcome, u.id",
                UrlOf,
                cancellationToken,
                crawlId);

    public async Task<PageCapture?> CaptureAsync(long urlId, CancellationToken cancellationToken)
    {
        await foreach (var capture in StreamAsync(
            """
            SELECT p.fetched_at, b.body, h.fetched, p.checked_at, h.checked
            FROM pages p LEFT JOIN page_bodies b ON b.url_id = p.url_id LEFT JOIN page_heads h ON h.url_id = p.url_id WHERE p.url_id = $1
            """,
            row => new PageCapture(row.GetInt64(0), BytesOrNull(row, 1), HeadOrNull(row, 2), row.GetInt64(3), HeadOrNull(row, 4)),
            cancellationToken,
            urlId))
        {
            return capture;
        }

        return null;
    }

    private static UrlRow UrlOf(DbDataReader row) => new()
    {
        Id = row.GetInt64(0),
        CrawlId = row.GetInt64(1),
        RequestUrl = row.GetString(2),
        Url = TextOrNull(row, 3) ?? row.GetString(2),
        Domain = row.GetString(4),
        State = (UrlState)row.GetByte(5),
        Outcome = (FetchOutcome)row.GetByte(6),
        Status = row.GetInt32(7),
        Depth = row.GetInt32(8),
        Rank = row.GetInt32(9),
        Attempts = row.GetInt32(10),
        Strikes = row.GetInt32(11),
        DueAt = row.GetInt64(12),
        FoundOn = TextOrNull(row, 13),
    };

    private static HostRow HostOf(DbDataReader row) => new(
        row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5),
        row.GetInt64(6), row.GetInt64(7), row.GetInt64(8), row.GetInt64(9), row.GetInt64(10) != 0,
        row.GetInt64(11), TextOrNull(row, 12));

    private static StoredPage PageOf(DbDataReader row) =>
        new(row.GetInt64(0), row.GetString(1), row.GetInt32(2), TextOrNull(row, 3), PageRowOf(row), row.IsDBNull(22) ? null : CompressedText.Read((byte[])row.GetValue(22)))
        {
            Change = PageChanges.Of((UrlState)row.GetByte(19), (FetchOutcome)row.GetByte(20)),
            DuplicateOf = TextOrNull(row, 21),
        };

    private static PageRow PageRowOf(DbDataReader row) => new()
    {
        Status = row.GetInt32(4),
        ContentType = TextOrNull(row, 5),
        Charset = TextOrNull(row, 6),
        Title = TextOrNull(row, 7),
        Bytes = row.GetInt64(8),
        ContentHash = Hash128.Read((byte[])row.GetValue(9)),
        FetchedAt = row.GetInt64(10),
        ElapsedMs = row.GetInt32(11),
        LinkCount = row.GetInt32(12),
        Flags = (PageFlags)row.GetInt32(13),
        ETag = TextOrNull(row, 14),
        LastModified = TextOrNull(row, 15),
        CanonicalLink = TextOrNull(row, 16),
        CheckedAt = row.GetInt64(17),
        SimHash = row.IsDBNull(18) ? null : (ulong)row.GetInt64(18),
    };

    private static string? TextOrNull(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    private static byte[]? BytesOrNull(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : CompressedText.Bytes((byte[])row.GetValue(column));

    private static ExchangeHead? HeadOrNull(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : ExchangeHead.Read((byte[])row.GetValue(column));

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
        var connection = new SqliteConnection(connectionString);
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
