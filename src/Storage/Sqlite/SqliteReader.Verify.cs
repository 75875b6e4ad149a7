using Microsoft.Data.Sqlite;
using Thresher.Storage.Rows;
using Thresher.Storage.Rules;
using Thresher.Storage.Sqlite.Database;
using Thresher.Web.Urls;

namespace Thresher.Storage.Sqlite;

/// <summary>The recount: every counter and every link between tables, from the rows, in one snapshot.</summary>
internal sealed partial class SqliteReader
{
    public async Task<VerifyReport> VerifyAsync(long crawlId, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var snapshot = connection.BeginTransaction(deferred: true);
        var problems = new List<string>();
        try
        {
            foreach (var (text, sql) in Checks)
            {
                await using var check = Query(connection, sql, crawlId);
                check.Transaction = snapshot;
                await using var rows = await check.ExecuteReaderAsync(cancellationToken);
                while (await rows.ReadAsync(cancellationToken))
                {
                    problems.Add($"{text}: {rows.GetString(0)}");
                }
            }

            var urls = await VerifyIdentitiesAsync(connection, snapshot, crawlId, problems, cancellationToken);
            await VerifyBodiesAsync(connection, snapshot, crawlId, problems, cancellationToken);
            await VerifyChecksumsAsync(connection, snapshot, crawlId, problems, cancellationToken);
            await using var count = Query(connection, "SELECT count(*) FROM pages WHERE crawl_id = $1", crawlId);
            count.Transaction = snapshot;
            var pages = (long)(await count.ExecuteScalarAsync(cancellationToken))!;
            return new VerifyReport(urls, pages, problems);
        }
        catch (SqliteException failure)
        {
            throw SqliteErrors.Translate(failure, file);
        }
    }

    private static readonly (string Text, string Sql)[] Checks =
    [
        ("the ledger and the rows count differently", $"""
            SELECT 'state ' || state || ' outcome ' || outcome || ': ledger ' || sum(l) || ', rows ' || sum(r) FROM (
                SELECT state, outcome, n AS l, 0 AS r FROM tallies WHERE crawl_id = $1
                UNION ALL
                SELECT state, {FetchOutcomes.Counted}, 0, count(*) FROM urls WHERE crawl_id = $1 GROUP BY 1, 2)
            GROUP BY state, outcome HAVING sum(l) <> sum(r)
            """),
        ("accepted is not the sum of the states", """
            SELECT 'accepted ' || a || ', sum ' || s FROM (
                SELECT coalesce((SELECT accepted FROM totals WHERE crawl_id = $1), 0) AS a,
                       coalesce((SELECT sum(n) FROM tallies WHERE crawl_id = $1), 0) AS s) WHERE a <> s
            """),
        ("a domain's counts and its rows differ", $"""
            SELECT d.key FROM crawl_domains c JOIN domains d ON d.id = c.domain_id LEFT JOIN (
                SELECT domain_id, sum(state = {UrlStates.Queued}) q, sum(state = {UrlStates.Leased}) l, sum(state = {UrlStates.Retrying}) r, sum(state = {UrlStates.Fetched}) f, sum(state = {UrlStates.Redirected}) m,
                       sum(state = {UrlStates.Failed}) x, sum(state = {UrlStates.Excluded}) e, sum(state = {UrlStates.Quarantined}) k FROM urls WHERE crawl_id = $1 GROUP BY domain_id) u
            ON u.domain_id = c.domain_id
            WHERE c.crawl_id = $1 AND (c.queued, c.leased, c.retrying, c.fetched, c.redirected, c.failed, c.excluded, c.quarantined)
               IS NOT (coalesce(q, 0), coalesce(l, 0), coalesce(r, 0), coalesce(f, 0), coalesce(m, 0), coalesce(x, 0), coalesce(e, 0), coalesce(k, 0))
            """),
        ("a domain's counts and its rows differ", """
            SELECT DISTINCT d.key FROM urls u JOIN domains d ON d.id = u.domain_id
            WHERE u.crawl_id = $1 AND NOT EXISTS
                (SELECT 1 FROM crawl_domains c WHERE c.domain_id = u.domain_id AND c.crawl_id = $1)
            """),
        ("a domain's pending count is wrong", """
            SELECT d.key || ': ' || d.pending FROM domains d
            WHERE d.id IN (SELECT domain_id FROM crawl_domains WHERE crawl_id = $1) AND d.pending <>
                (SELECT coalesce(sum(queued + leased + retrying), 0) FROM crawl_domains c WHERE c.domain_id = d.id)
            """),
        ("fetched without a page", $"""
            SELECT u.url FROM urls u LEFT JOIN pages p ON p.url_id = u.id WHERE u.crawl_id = $1 AND u.state = {UrlStates.Fetched} AND p.url_id IS NULL
            """),
        ("a page whose URL is not fetched", $"""
            SELECT coalesce(u.url, 'row ' || p.url_id) FROM pages p LEFT JOIN urls u ON u.id = p.url_id
            WHERE p.crawl_id = $1 AND (u.state IS NULL OR (u.state <> {UrlStates.Fetched} AND u.refresh = 0))
            """),
        ("found on a page that is not there", $"""
            SELECT u.url FROM urls u LEFT JOIN urls f ON f.id = u.found_on
            WHERE u.crawl_id = $1 AND u.found_on IS NOT NULL AND (f.id IS NULL OR (f.state NOT IN ({UrlStates.Fetched}, {UrlStates.Redirected}) AND f.refresh = 0 AND f.kind = {UrlKinds.Page}))
            """),
        ("bytes are not the sum of the pages", """
            SELECT 'total ' || t || ', pages ' || s FROM (
                SELECT coalesce((SELECT bytes FROM totals WHERE crawl_id = $1), 0) AS t,
                       coalesce((SELECT sum(bytes) FROM pages WHERE crawl_id = $1), 0) AS s) WHERE t <> s
            """),
        ("an item whose page is not there", """
            SELECT 'item ' || i.id || ' of ' || i.rule FROM items i LEFT JOIN pages p ON p.url_id = i.url_id WHERE i.crawl_id = $1 AND p.url_id IS NULL
            """),
        ("the rules' counts and the items differ", """
            SELECT rule || ': counted ' || sum(l) || ' (' || sum(li) || ' invalid), rows ' || sum(r) || ' (' || sum(ri) || ' invalid)' FROM (
                SELECT rule, items AS l, invalid AS li, 0 AS r, 0 AS ri FROM item_tallies WHERE crawl_id = $1
                UNION ALL
                SELECT rule, 0, 0, count(*), count(errors) FROM items WHERE crawl_id = $1 GROUP BY rule) AS c
            GROUP BY rule HAVING sum(l) <> sum(r) OR sum(li) <> sum(ri)
            """),
        ("items are not the sum of the rows", """
            SELECT 'total ' || t || ', rows ' || s FROM (
                SELECT coalesce((SELECT items FROM totals WHERE crawl_id = $1), 0) AS t,
                       (SELECT count(*) FROM items WHERE crawl_id = $1) AS s) AS c WHERE t <> s
            """),
        ("to be refreshed without a page", $"""
            SELECT u.url FROM urls u LEFT JOIN pages p ON p.url_id = u.id WHERE u.crawl_id = $1 AND u.refresh = 1 AND (p.url_id IS NULL OR u.state = {UrlStates.Fetched})
            """),
        ("its removal was interrupted", $"""
            SELECT name || ': run `thresher remove` again' FROM crawls WHERE id = $1 AND state = {CrawlStates.Removing}
            """),
        ("complete with something pending", $"""
            SELECT name FROM crawls WHERE id = $1 AND state = {CrawlStates.Complete} AND EXISTS
                (SELECT 1 FROM urls WHERE crawl_id = $1 AND state < {UrlStates.FirstEnded})
            """),
    ];

    /// <summary>Reads each stored body, and hashes it again.</summary>
    private static async Task VerifyBodiesAsync(
        SqliteConnection connection, SqliteTransaction snapshot, long crawlId, List<string> problems, CancellationToken cancellationToken)
    {
        await using var select = Query(connection, StoredBody.Query, crawlId);
        select.Transaction = snapshot;
        await using var rows = await select.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            if (StoredBody.Problem(rows.GetString(0), Hash128.Read((byte[])rows.GetValue(1)), (byte[])rows.GetValue(2)) is { } problem)
            {
                problems.Add(problem);
            }
        }
    }

    /// <summary>Reads each row that has a checksum.</summary>
    private static async Task VerifyChecksumsAsync(
        SqliteConnection connection, SqliteTransaction snapshot, long crawlId, List<string> problems, CancellationToken cancellationToken)
    {
        foreach (var (sql, problem) in ChecksummedRows.All)
        {
            await using var select = Query(connection, sql, crawlId);
            select.Transaction = snapshot;
            await using var rows = await select.ExecuteReaderAsync(cancellationToken);
            while (await rows.ReadAsync(cancellationToken))
            {
                if (problem(rows, HashOf) is { } found)
                {
                    problems.Add(found);
                }
            }
        }
    }

    /// <summary>Hashes each URL again: a row under a wrong identity could hide a duplicate.</summary>
    private static async Task<long> VerifyIdentitiesAsync(
        SqliteConnection connection, SqliteTransaction snapshot, long crawlId, List<string> problems, CancellationToken cancellationToken)
    {
        await using var select = Query(connection, "SELECT hash, coalesce(canonical, url), kind FROM urls WHERE crawl_id = $1", crawlId);
        select.Transaction = snapshot;
        await using var rows = await select.ExecuteReaderAsync(cancellationToken);
        long count = 0;
        while (await rows.ReadAsync(cancellationToken))
        {
            count++;
            if (Hash128.Read((byte[])rows.GetValue(0)) != UrlIdentity.Of(rows.GetString(1), crawlId, (UrlKind)rows.GetByte(2)))
            {
                problems.Add($"a URL is stored under another's identity: {rows.GetString(1)}");
            }
        }

        return count;
    }
}
