using Npgsql;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Postgres.Database;
using Thresher.Storage.Rows;
using Thresher.Storage.Rules;
using Thresher.Web.Urls;

namespace Thresher.Storage.Postgres.Frontier;

/// <summary>Leases the URLs of domains that are held, for many domains in one transaction.</summary>
/// <param name="database">The connections.</param>
internal sealed class PostgresRefills(PostgresDatabase database) : GroupCommit<Refill, IReadOnlyList<LeasedUrl>>
{
    /// <summary>Of advisory locks: those of page limits, to which the crawl's number is added.</summary>
    private const long LimitLocks = 0x5448_0001_0000_0000;

    private const string Columns = "id, url, depth, hops, attempts, crashes, strikes, kind, refresh AND NOT reread AS refresh";

    protected override int Weigh(Refill request) => request.Max;

    protected override Task<IReadOnlyDictionary<int, IReadOnlyList<LeasedUrl>>> RunAsync(IReadOnlyList<Refill> requests, bool waits) =>
        database.RunAsync<IReadOnlyDictionary<int, IReadOnlyList<LeasedUrl>>>(
            async transaction =>
            {
                var first = requests.Index().DistinctBy(request => request.Item.DomainId).ToList();
                var held = await HoldAsync(transaction, first.ConvertAll(request => request.Item), waits);
                if (waits && held.Count == 0)
                {
                    throw new StaleEpochException(requests[0].DomainId, requests[0].Epoch);
                }

                var windows = first.Where(request => held.Contains(request.Item.DomainId))
                    .ToDictionary(request => request.Item.DomainId, request => new RefillWindow(request.Index, request.Item));
                var budgets = await ServeAsync(transaction, windows);
                var ledger = new PostgresLedger();
                while (windows.Values.Where(window => window.HasTurn).ToList() is { Count: > 0 } open)
                {
                    var shares = open.ConvertAll(window => window.Share(budgets));
                    var taken = shares.Any(share => share.Count > 0) ? await TakeAsync(transaction, ledger, shares) : null;
                    shares.ForEach(share => windows[share.Domain].Fill(share, taken?[(share.Domain, share.Crawl)] ?? [], budgets));
                }

                await ledger.FlushAsync(transaction);
                return windows.Values.ToDictionary(window => window.Index, IReadOnlyList<LeasedUrl> (window) => window.Leased);
            },
            CancellationToken.None);

    /// <summary>Locks the domains that are held under their epochs.</summary>
    private static async Task<HashSet<long>> HoldAsync(PostgresTransaction transaction, List<Refill> requests, bool waits) =>
    [
        .. await transaction.QueryAsync(
            $"""
            SELECT d.id FROM domains d JOIN unnest($1, $2) AS x(id, epoch) ON d.id = x.id
            WHERE d.epoch = x.epoch AND d.owner IS NOT NULL ORDER BY d.id FOR NO KEY UPDATE OF d {(waits ? "" : "SKIP LOCKED")}
            """,
            row => row.GetInt64(0),
            requests.Select(request => request.DomainId).ToArray(),
            requests.Select(request => request.Epoch).ToArray()),
    ];

    /// <summary>
    /// Finds the running crawls with something pending on the domains. Limited crawls are locked until the transaction
    /// ends, so that leases on other domains cannot use the same budget.
    /// </summary>
    /// <returns>What the limited crawls have left.</returns>
    private static async Task<PageBudgets> ServeAsync(PostgresTransaction transaction, Dictionary<long, RefillWindow> windows)
    {
        // An array that the planner cannot see: by one it sees it would plan anew each time.
        var served = await transaction.QueryAsync(
            $"""
            SELECT d.domain_id, c.id, c.page_limit, thresher_now(), {ServedCrawls.Room}
            FROM crawl_domains d JOIN crawls c ON c.id = d.crawl_id
            WHERE d.domain_id = ANY((SELECT $1)::bigint[]) AND {ServedCrawls.Condition}
            ORDER BY c.id
            """,
            row => (Domain: row.GetInt64(0), Crawl: row.GetInt64(1), Limit: row.IsDBNull(2) ? (long?)null : row.GetInt64(2),
                Now: row.GetInt64(3), Room: row.IsDBNull(4) ? long.MaxValue : row.GetInt64(4)),
            windows.Keys.ToArray());
        var budgets = new PageBudgets();
        foreach (var (domain, crawl, limit, now, room) in served)
        {
            windows[domain].Serve(crawl, room, now);
            if (limit is { } pages && !budgets.Has(crawl))
            {
                await transaction.ExecuteAsync("SELECT pg_advisory_xact_lock($1)", LimitLocks + crawl);
                budgets.Set(crawl, pages - await transaction.ScalarAsync(
                    0L, $"SELECT sum(n)::bigint FROM tallies WHERE crawl_id = $1 AND state IN ({ServedCrawls.CountedStates})", crawl));
            }
        }

        return budgets;
    }

    private static async Task<ILookup<(long Domain, long Crawl), LeasedUrl>> TakeAsync(
        PostgresTransaction transaction, PostgresLedger ledger, List<WindowShare> all)
    {
        var shares = all.FindAll(share => share.Count > 0);
        // Arrays that the planner cannot see, as above.
        var due = await transaction.QueryAsync(
            $"""
            SELECT found.*, share.domain, share.crawl
            FROM unnest((SELECT $1)::bigint[], (SELECT $2)::bigint[], (SELECT $3)::bigint[]) AS share (domain, crawl, n) CROSS JOIN LATERAL (
                SELECT {Columns}, state FROM (SELECT * FROM urls WHERE domain_id = share.domain AND crawl_id = share.crawl AND state = {UrlStates.Retrying}
                    AND due_at <= (SELECT thresher_now()) ORDER BY due_at, id LIMIT share.n) AS due
                UNION ALL
                SELECT {Columns}, state FROM (SELECT * FROM urls WHERE domain_id = share.domain AND crawl_id = share.crawl AND state = {UrlStates.Queued}
                    ORDER BY rank, id LIMIT share.n) AS queued) AS found
            """,
            row => (Share: (Domain: row.GetInt64(10), Crawl: row.GetInt64(11)), Url: Read(row), State: (UrlState)row.GetInt16(9), Again: row.GetBoolean(8)),
            shares.Select(share => share.Domain).ToArray(),
            shares.Select(share => share.Crawl).ToArray(),
            shares.Select(share => (long)share.Count).ToArray());
        var counts = shares.ToDictionary(share => (share.Domain, share.Crawl), share => share.Count);
        var taken = due.GroupBy(url => url.Share).SelectMany(urls => urls.Take(counts[urls.Key])).ToList();
        await transaction.ExecuteAsync(
            $"UPDATE urls SET state = {UrlStates.Leased}, epoch = (SELECT d.epoch FROM domains d WHERE d.id = urls.domain_id) WHERE id = ANY($1)",
            taken.Select(url => url.Url.Id).ToArray());
        foreach (var (share, _, from, _) in taken)
        {
            ledger.Move(share.Crawl, share.Domain, from, default, UrlState.Leased, default);
        }

        var again = taken.Where(url => url.Again).Select(url => url.Url.Id).ToArray();
        var copies = again.Length == 0 ? [] : await CopiesAsync(transaction, again);
        return taken.ToLookup(url => url.Share, url => url.Again ? url.Url with { Copy = copies.GetValueOrDefault(url.Url.Id) } : url.Url);
    }

    private static async Task<Dictionary<long, StoredCopy>> CopiesAsync(PostgresTransaction transaction, long[] ids) =>
        (await transaction.QueryAsync(
            "SELECT url_id, etag, last_modified, content_hash FROM pages WHERE url_id = ANY($1)",
            row => (Id: row.GetInt64(0), Copy: new StoredCopy(
                row.IsDBNull(1) ? null : row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), PostgresHash.Read(row.GetGuid(3)))),
            ids)).ToDictionary(page => page.Id, page => page.Copy);

    private static LeasedUrl Read(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetInt64(11), row.GetString(1), row.GetInt32(2), row.GetInt32(3), row.GetInt32(4), row.GetInt32(5), row.GetInt32(6),
        (UrlKind)row.GetInt16(7));
}
