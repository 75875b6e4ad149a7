using Npgsql;
using Thresher.Storage.Postgres.Database;
using Thresher.Storage.Rows;
using Thresher.Storage.Rules;
using Thresher.Web.Urls;

namespace Thresher.Storage.Postgres.Reading;

/// <summary>The recount: every counter and every link between tables, from the rows, in one snapshot.</summary>
internal sealed partial class PostgresReader
{
    private static readonly (string Text, string Sql)[] Checks =
    [
        ("the ledger and the rows count differently", $"""
            SELECT format('state %s outcome %s: ledger %s, rows %s', state, outcome, sum(l), sum(r)) FROM (
                SELECT state, outcome, n AS l, 0 AS r FROM tallies WHERE crawl_id = $1
                UNION ALL
                SELECT state, {FetchOutcomes.Counted}, 0, count(*) FROM urls WHERE crawl_id = $1 GROUP BY 1, 2) AS c
            GROUP BY state, outcome HAVING sum(l) <> sum(r)
            """),
        ("accepted is not the sum of the states", """
            SELECT format('accepted %s, sum %s', a, s) FROM (
                SELECT coalesce((SELECT sum(accepted) FROM totals WHERE crawl_id = $1), 0) AS a,
                       coalesce((SELECT sum(n) FROM tallies WHERE crawl_id = $1), 0) AS s) AS c WHERE a <> s
            """),
        ("a domain's counts and its rows differ", $"""
            SELECT d.key FROM (SELECT * FROM crawl_domains WHERE crawl_id = $1) c FULL JOIN (
                SELECT domain_id,
                       count(*) FILTER (WHERE state = {UrlStates.Queued}) AS q, count(*) FILTER (WHERE state = {UrlStates.Leased}) AS l, count(*) FILTER (WHERE state = {UrlStates.Retrying}) AS r,
                       count(*) FILTER (WHERE state = {UrlStates.Fetched}) AS f, count(*) FILTER (WHERE state = {UrlStates.Redirected}) AS m, count(*) FILTER (WHERE state = {UrlStates.Failed}) AS x,
                       count(*) FILTER (WHERE state = {UrlStates.Excluded}) AS e, count(*) FILTER (WHERE state = {UrlStates.Quarantined}) AS k
                FROM urls WHERE crawl_id = $1 GROUP BY domain_id) u ON u.domain_id = c.domain_id
            JOIN domains d ON d.id = coalesce(c.domain_id, u.domain_id)
            WHERE (c.queued, c.leased, c.retrying, c.fetched, c.redirected, c.failed, c.excluded, c.quarantined) IS DISTINCT FROM
                  (coalesce(q, 0), coalesce(l, 0), coalesce(r, 0), coalesce(f, 0), coalesce(m, 0), coalesce(x, 0), coalesce(e, 0), coalesce(k, 0))
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
            WHERE p.crawl_id = $1 AND (u.state IS NULL OR (u.state <> {UrlStates.Fetched} AND NOT u.refresh))
            """),
        ("found on a page that is not there", $"""
            SELECT u.url FROM urls u LEFT JOIN urls f ON f.id = u.found_on
            WHERE u.crawl_id = $1 AND u.found_on IS NOT NULL AND (f.id IS NULL OR (f.state NOT IN ({UrlStates.Fetched}, {UrlStates.Redirected}) AND NOT f.refresh AND f.kind = {UrlKinds.Page}))
            """),
        ("bytes are not the sum of the pages", """
            SELECT format('total %s, pages %s', t, s) FROM (
                SELECT coalesce((SELECT sum(bytes) FROM totals WHERE crawl_id = $1), 0) AS t,
                       coalesce((SELECT sum(bytes) FROM pages WHERE crawl_id = $1), 0) AS s) AS c WHERE t <> s
            """),
        ("an item whose page is not there", """
            SELECT format('item %s of %s', i.id, i.rule) FROM items i LEFT JOIN pages p ON p.url_id = i.url_id WHERE i.crawl_id = $1 AND p.url_id IS NULL
            """),
        ("the rules' counts and the items differ", """
            SELECT format('%s: counted %s (%s invalid), rows %s (%s invalid)', rule, sum(l), sum(li), sum(r), sum(ri)) FROM (
                SELECT rule, items AS l, invalid AS li, 0 AS r, 0 AS ri FROM item_tallies WHERE crawl_id = $1
                UNION ALL
                SELECT rule, 0, 0, count(*), count(errors) FROM items WHERE crawl_id = $1 GROUP BY rule) AS c
            GROUP BY rule HAVING sum(l) <> sum(r) OR sum(li) <> sum(ri)
            """),
        ("items are not the sum of the rows", """
            SELECT format('total %s, rows %s', t, s) FROM (
                SELECT coalesce((SELECT sum(items) FROM totals WHERE crawl_id = $1), 0) AS t,
                       (SELECT count(*) FROM items WHERE crawl_id = $1) AS s) AS c WHERE t <> s
            """),
        ("to be refreshed without a page", $"""
            SELECT u.url FROM urls u LEFT JOIN pages p ON p.url_id = u.id WHERE u.crawl_id = $1 AND u.refresh AND (p.url_id IS NULL OR u.state = {UrlStates.Fetched})
            """),
        ("its removal was interrupted", $"""
            SELECT name || ': run `thresher remove` again' FROM crawls WHERE id = $1 AND state = {CrawlStates.Removing}
            """),
        ("complete with something pending", $"""
            SELECT name FROM crawls WHERE id = $1 AND state = {CrawlStates.Complete} AND EXISTS
                (SELECT 1 FROM urls WHERE crawl_id = $1 AND state < {UrlStates.FirstEnded})
            """),
    ];

    public Task<VerifyReport> VerifyAsync(long crawlId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async snapshot =>
            {
                var problems = new List<string>();
                foreach (var (text, sql) in Checks)
                {
                    problems.AddRange(await snapshot.QueryAsync(sql, row => $"{text}: {row.GetString(0)}", crawlId));
                }

                var urls = await VerifyIdentitiesAsync(snapshot, crawlId, problems);
                await VerifyBodiesAsync(snapshot, crawlId, problems);
                await VerifyChecksumsAsync(snapshot, crawlId, problems);
                var pages = await snapshot.ScalarAsync(0L, "SELECT count(*) FROM pages WHERE crawl_id = $1", crawlId);
                return new VerifyReport(urls, pages, problems);
            },
            cancellationToken);

    /// <summary>Hashes each URL again: a row under a wrong identity could hide a duplicate.</summary>
    private static async Task<long> VerifyIdentitiesAsync(PostgresTransaction snapshot, long crawlId, List<string> problems)
    {
        await snapshot.ExecuteAsync("DECLARE identities NO SCROLL CURSOR FOR SELECT hash, coalesce(canonical, url), kind FROM urls WHERE crawl_id = $1", crawlId);
        long count = 0;
        List<string?> rows;
        do
        {
            rows = await snapshot.QueryAsync($"FETCH {RowLimits.Pages} FROM identities", row => Misplaced(row, crawlId));
            problems.AddRange(rows.OfType<string>());
            count += rows.Count;
        }
        while (rows.Count == RowLimits.Pages);
        return count;
    }

    private const int BodiesAtOnce = 50;

    /// <summary>Reads each stored body, and hashes it again.</summary>
    private static async Task VerifyBodiesAsync(PostgresTransaction snapshot, long crawlId, List<string> problems)
    {
        await snapshot.ExecuteAsync($"DECLARE bodies NO SCROLL CURSOR FOR {StoredBody.Query}", crawlId);
        List<string?> rows;
        do
        {
            rows = await snapshot.QueryAsync(
                $"FETCH {BodiesAtOnce} FROM bodies", row => StoredBody.Problem(row.GetString(0), PostgresHash.Read(row.GetGuid(1)), row.GetFieldValue<byte[]>(2)));
            problems.AddRange(rows.OfType<string>());
        }
        while (rows.Count == BodiesAtOnce);
    }

    /// <summary>Reads each row that has a checksum.</summary>
    private static async Task VerifyChecksumsAsync(PostgresTransaction snapshot, long crawlId, List<string> problems)
    {
        foreach (var (kind, (sql, problem)) in ChecksummedRows.All.Index())
        {
            // A name for each: FETCH is prepared once, for the columns that it gave then.
            var cursor = $"checksums{kind}";
            await snapshot.ExecuteAsync($"DECLARE {cursor} NO SCROLL CURSOR FOR {sql}", crawlId);
            List<string?> rows;
            do
            {
                rows = await snapshot.QueryAsync(
                    $"FETCH {RowLimits.Pages} FROM {cursor}", row => problem(row, (from, column) => PostgresHash.Read(from.GetFieldValue<Guid>(column))));
                problems.AddRange(rows.OfType<string>());
            }
            while (rows.Count == RowLimits.Pages);
        }
    }

    private static string? Misplaced(NpgsqlDataReader row, long crawlId) =>
        PostgresHash.Read(row.GetGuid(0)) == UrlIdentity.Of(row.GetString(1), crawlId, (UrlKind)row.GetInt16(2))
            ? null
            : $"a URL is stored under another's identity: {row.GetString(1)}";
}
