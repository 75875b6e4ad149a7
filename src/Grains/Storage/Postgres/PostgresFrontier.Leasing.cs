using Npgsql;
using Thresher.Urls;

namespace Thresher.Storage.Postgres;

/// <summary>Leasing the URLs of a domain that is held.</summary>
internal sealed partial class PostgresFrontier
{
    /// <summary>Of advisory locks: those of page limits, to which the crawl's number is added.</summary>
    private const long LimitLocks = 0x5448_0001_0000_0000;

    private const string Columns = "id, url, depth, hops, attempts, crashes, strikes, kind, refresh";

    public Task<IReadOnlyList<LeasedUrl>> LeaseAsync(
        long domainId, long epoch, int max, CancellationToken cancellationToken) =>
        database.RunAsync<IReadOnlyList<LeasedUrl>>(
            async transaction =>
            {
                if (!await HoldAsync(transaction, domainId, epoch))
                {
                    throw new StaleEpochException(domainId, epoch);
                }

                var (crawls, now) = await ServedCrawlsAsync(transaction, domainId);
                var ledger = new PostgresLedger();
                var leased = new List<LeasedUrl>();

                // Crawls share a domain's window: the first to be asked rotates with the clock. What one cannot fill
                // the second round gives to the others.
                for (var turn = 0; turn < 2 * crawls.Count && leased.Count < max; turn++)
                {
                    var at = (int)((turn + (now / 1000)) % crawls.Count);
                    var (crawl, budget) = crawls[at];
                    var waiting = Math.Max(1, crawls.Count - turn);
                    var share = (int)Math.Min((max - leased.Count + waiting - 1) / waiting, budget);
                    if (share > 0)
                    {
                        var taken = await TakeAsync(transaction, ledger, domainId, epoch, crawl, share);
                        leased.AddRange(taken);
                        crawls[at] = (crawl, taken.Count < share ? 0 : budget - taken.Count);
                    }
                }

                await ledger.FlushAsync(transaction);
                return leased;
            },
            cancellationToken);

    public Task ReturnAsync(
        long domainId, long epoch, IReadOnlyList<long> urlIds, CancellationToken cancellationToken) =>
        database.RunAsync(
            async transaction =>
            {
                await transaction.LockDomainsAsync([domainId]);
                var returned = await transaction.QueryAsync(
                    $"""
                    UPDATE urls SET state = 0, parsing = false
                    WHERE id = ANY($1) AND domain_id = $2 AND {IsLeased} AND epoch = $3 RETURNING crawl_id
                    """,
                    row => row.GetInt64(0),
                    urlIds.ToArray(),
                    domainId,
                    epoch);
                var ledger = new PostgresLedger();
                foreach (var crawl in returned)
                {
                    ledger.Move(crawl, domainId, UrlState.Leased, default, UrlState.Queued, default);
                }

                await ledger.FlushAsync(transaction);
            },
            cancellationToken);

    /// <summary>
    /// Running crawls with something pending here, and how many more URLs each may lease. Limited crawls are locked
    /// until the transaction ends, so that leases on other domains cannot use the same budget.
    /// </summary>
    private static async Task<(List<(long Crawl, long Budget)> Crawls, long Now)> ServedCrawlsAsync(
        PostgresTransaction transaction, long domainId)
    {
        var served = await transaction.QueryAsync(
            """
            SELECT c.id, c.page_limit, thresher_now(), c.host_limit - d.fetched - d.leased FROM crawl_domains d JOIN crawls c ON c.id = d.crawl_id
            WHERE d.domain_id = $1 AND NOT d.paused AND d.queued + d.retrying > 0 AND c.state = 0 ORDER BY c.id
            """,
            row => (Crawl: row.GetInt64(0), Limit: row.IsDBNull(1) ? (long?)null : row.GetInt64(1), Now: row.GetInt64(2), Room: row.IsDBNull(3) ? long.MaxValue : row.GetInt64(3)),
            domainId);
        var crawls = new List<(long, long)>();
        foreach (var (crawl, limit, _, room) in served)
        {
            var budget = room;
            if (limit is { } pages)
            {
                await transaction.ExecuteAsync("SELECT pg_advisory_xact_lock($1)", LimitLocks + crawl);
                budget = Math.Min(budget, pages - await transaction.ScalarAsync(
                    0L, "SELECT sum(n)::bigint FROM tallies WHERE crawl_id = $1 AND state IN (1, 3)", crawl));
            }

            crawls.Add((crawl, budget));
        }

        return (crawls, served.Count > 0 ? served[0].Now : 0);
    }

    private static async Task<List<LeasedUrl>> TakeAsync(
        PostgresTransaction transaction, PostgresLedger ledger, long domainId, long epoch, long crawl, int max)
    {
        // A limit that the planner cannot see: by one it sees it would plan anew each time, which takes longer than the rows.
        var due = await transaction.QueryAsync(
            $"""
            SELECT {Columns}, state FROM (SELECT * FROM urls WHERE domain_id = $1 AND crawl_id = $2 AND state = 2
                AND due_at <= (SELECT thresher_now()) ORDER BY due_at, id LIMIT (SELECT $3)) AS due
            UNION ALL
            SELECT {Columns}, state FROM (SELECT * FROM urls WHERE domain_id = $1 AND crawl_id = $2 AND state = 0
                ORDER BY rank, id LIMIT (SELECT $3)) AS queued
            """,
            row => (Url: Leased(row, crawl), State: (UrlState)row.GetInt16(9), Again: row.GetBoolean(8)),
            domainId,
            crawl,
            (long)max);
        var taken = due.Take(max).ToList();
        await transaction.ExecuteAsync(
            "UPDATE urls SET state = 1, epoch = $2 WHERE id = ANY($1)", taken.Select(url => url.Url.Id).ToArray(), epoch);
        foreach (var (_, from, _) in taken)
        {
            ledger.Move(crawl, domainId, from, default, UrlState.Leased, default);
        }

        var again = taken.Where(url => url.Again).Select(url => url.Url.Id).ToArray();
        var copies = again.Length == 0 ? [] : await CopiesAsync(transaction, again);
        return [.. taken.Select(url => url.Again ? url.Url with { Copy = copies.GetValueOrDefault(url.Url.Id) } : url.Url)];
    }

    private static async Task<Dictionary<long, StoredCopy>> CopiesAsync(PostgresTransaction transaction, long[] ids) =>
        (await transaction.QueryAsync(
            "SELECT url_id, etag, last_modified, content_hash FROM pages WHERE url_id = ANY($1)",
            row => (Id: row.GetInt64(0), Copy: new StoredCopy(
                row.IsDBNull(1) ? null : row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), PostgresHash.Read(row.GetGuid(3)))),
            ids)).ToDictionary(page => page.Id, page => page.Copy);

    private static LeasedUrl Leased(NpgsqlDataReader row, long crawl) => new(
        row.GetInt64(0), crawl, row.GetString(1), row.GetInt32(2), row.GetInt32(3), row.GetInt32(4), row.GetInt32(5), row.GetInt32(6),
        (UrlKind)row.GetInt16(7));
}
