using Thresher.Jobs.Outcomes;
using Thresher.Storage.Postgres.Database;
using Thresher.Storage.Postgres.Frontier;
using Thresher.Storage.Rules;

namespace Thresher.Storage.Postgres;

/// <summary>
/// Removes a crawl in bounded steps: newest rows first, so that none is left whose page of origin is gone, and with
/// the counters, so that a removal that dies halfway leaves a crawl that adds up.
/// </summary>
internal static class PostgresRemoval
{
    /// <summary>Takes the leases of some domains back, so that no completion adds links while the crawl is removed.</summary>
    /// <returns>How many domains had some.</returns>
    public static async Task<int> EndLeasesAsync(PostgresTransaction transaction, long crawlId)
    {
        var domains = await transaction.QueryAsync(
            "SELECT domain_id FROM crawl_domains WHERE crawl_id = $1 AND leased > 0 ORDER BY domain_id LIMIT $2",
            row => row.GetInt64(0),
            crawlId,
            (long)RowLimits.Domains);
        await transaction.LockDomainsAsync([.. domains]);
        var ledger = new PostgresLedger();
        foreach (var domain in await transaction.QueryAsync(
            $"UPDATE urls SET state = {UrlStates.Queued}, parsing = false WHERE domain_id = ANY($1) AND crawl_id = $2 AND state = {UrlStates.Leased} RETURNING domain_id",
            row => row.GetInt64(0),
            domains.ToArray(),
            crawlId))
        {
            ledger.Move(crawlId, domain, UrlState.Leased, default, UrlState.Queued, default);
        }

        await ledger.FlushAsync(transaction);
        return domains.Count;
    }

    /// <summary>Removes some of the rows below one, and at the end the crawl.</summary>
    /// <returns>The row number to go on below, or 0 when the crawl is gone.</returns>
    public static async Task<long> RemoveSomeAsync(PostgresTransaction transaction, long crawlId, long below)
    {
        var found = await transaction.QueryAsync(
            "SELECT id, domain_id FROM urls WHERE id < $1 AND crawl_id = $2 ORDER BY id DESC LIMIT $3",
            row => (Id: row.GetInt64(0), Domain: row.GetInt64(1)),
            below,
            crawlId,
            (long)RowLimits.Moved);
        if (found.Count == 0)
        {
            return await RemoveCrawlAsync(transaction, crawlId, below == long.MaxValue) ? 0 : long.MaxValue;
        }

        long[] ids = [.. found.Select(url => url.Id)];
        await transaction.LockDomainsAsync([.. found.Select(url => url.Domain).Distinct()]);

        var ledger = new PostgresLedger();
        var pages = await transaction.QueryAsync(
            "DELETE FROM pages WHERE url_id = ANY($1) RETURNING url_id, bytes", row => (Id: row.GetInt64(0), Bytes: row.GetInt64(1)), ids);
        var bytes = pages.ToDictionary(page => page.Id, page => page.Bytes);
        await transaction.ExecuteAsync("DELETE FROM page_bodies WHERE url_id = ANY($1)", ids);
        await transaction.ExecuteAsync("DELETE FROM page_originals WHERE url_id = ANY($1)", ids);
        await transaction.ExecuteAsync("DELETE FROM page_texts WHERE url_id = ANY($1)", ids);
        await transaction.ExecuteAsync("DELETE FROM page_heads WHERE url_id = ANY($1)", ids);
        await transaction.ExecuteAsync("DELETE FROM page_links WHERE url_id = ANY($1)", ids);
        await transaction.ExecuteAsync("DELETE FROM url_notes WHERE url_id = ANY($1)", ids);
        await transaction.ExecuteAsync("DELETE FROM exchanges WHERE url_id = ANY($1)", ids);
        await transaction.ExecuteAsync("DELETE FROM attempts WHERE url_id = ANY($1)", ids);
        foreach (var (rule, items, invalid) in await transaction.QueryAsync(
            "WITH item AS (DELETE FROM items WHERE url_id = ANY($1) RETURNING rule, errors) SELECT rule, count(*), count(errors) FROM item GROUP BY rule",
            row => (row.GetString(0), row.GetInt64(1), row.GetInt64(2)),
            ids))
        {
            ledger.Item(crawlId, rule, -items, -invalid);
        }

        foreach (var (id, domain, state, outcome) in await transaction.QueryAsync(
            "DELETE FROM urls WHERE id = ANY($1) RETURNING id, domain_id, state, outcome",
            row => (row.GetInt64(0), row.GetInt64(1), (UrlState)row.GetInt16(2), (FetchOutcome)row.GetInt16(3)),
            ids))
        {
            ledger.Remove(crawlId, domain, state, outcome, 1, bytes.GetValueOrDefault(id));
        }

        await ledger.FlushAsync(transaction);
        return ids[^1];
    }

    /// <returns>False when URLs were accepted or found meanwhile.</returns>
    private static async Task<bool> RemoveCrawlAsync(PostgresTransaction transaction, long crawlId, bool wasFirstLook)
    {
        // Waits for seeders, who share this lock.
        await transaction.ExecuteAsync("SELECT 1 FROM crawls WHERE id = $1 FOR UPDATE", crawlId);
        // From the newest on there was nothing, whatever a false ledger says.
        if (!wasFirstLook && await transaction.ScalarAsync(0L, "SELECT sum(n)::bigint FROM tallies WHERE crawl_id = $1", crawlId) > 0)
        {
            return false;
        }

        await transaction.ExecuteAllAsync(
            [
                .. new[] { "crawl_domains", "tallies", "totals", "item_tallies", "producers", "seed_marks", "scope_keys", "shorter_paths", "cookies", "render_shapes" }
                    .Select(table => ($"DELETE FROM {table} WHERE crawl_id = $1", new object?[] { crawlId })),
                ("DELETE FROM crawls WHERE id = $1", [crawlId]),
            ]);
        return true;
    }
}
