using Thresher.Storage.Rules;

namespace Thresher.Storage.Postgres.Frontier;

/// <summary>The statements that write what an operation changes in the counters of domains.</summary>
internal static class PostgresDomainChanges
{
    private static readonly string UpdatePending = $"""
        UPDATE domains d SET pending = d.pending + x.n,
            wake_at = {WakeRules.AfterChange("d.pending + x.n", "x.wakes", "d.wake_at", "least(d.wake_at, thresher_now())")}
        FROM unnest($1, $2, $3) AS x(id, n, wakes) WHERE d.id = x.id
        """;

    /// <summary>The statement that changes the counts by crawl.</summary>
    public static (string Sql, object?[] Values) WriteCounts(IReadOnlyDictionary<(long Domain, long Crawl), DomainChanges> changes)
    {
        var all = changes.OrderBy(change => change.Key).ToList();
        return (
            """
            INSERT INTO crawl_domains AS c (domain_id, crawl_id, bytes, queued, leased, retrying, fetched, redirected, failed, excluded, quarantined)
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            ON CONFLICT (domain_id, crawl_id) DO UPDATE SET
                bytes = c.bytes + EXCLUDED.bytes, queued = c.queued + EXCLUDED.queued, leased = c.leased + EXCLUDED.leased,
                retrying = c.retrying + EXCLUDED.retrying, fetched = c.fetched + EXCLUDED.fetched,
                redirected = c.redirected + EXCLUDED.redirected, failed = c.failed + EXCLUDED.failed,
                excluded = c.excluded + EXCLUDED.excluded, quarantined = c.quarantined + EXCLUDED.quarantined
            """,
            [
                all.Select(change => change.Key.Domain).ToArray(),
                all.Select(change => change.Key.Crawl).ToArray(),
                all.Select(change => change.Value.Bytes).ToArray(),
                .. Enumerable.Range(0, 8).Select(state => all.Select(change => change.Value.Counts[state]).ToArray()),
            ]);
    }

    /// <summary>
    /// The statement that changes what is pending on the domains, and wakes them; null when nothing of it changes, as in a
    /// lease. A domain with nothing pending sleeps.
    /// </summary>
    public static (string Sql, object?[] Values)? WritePending(IReadOnlyDictionary<(long Domain, long Crawl), DomainChanges> changes)
    {
        var domains = changes.GroupBy(change => change.Key.Domain, change => change.Value)
            .Select(domain => (Id: domain.Key, Pending: domain.Sum(change => change.Pending), Wakes: domain.Any(change => change.Wakes)))
            .Where(domain => domain.Pending != 0 || domain.Wakes)
            .OrderBy(domain => domain.Id)
            .ToList();
        return domains.Count == 0 ? null : (
            UpdatePending,
            [
                domains.Select(domain => domain.Id).ToArray(),
                domains.Select(domain => domain.Pending).ToArray(),
                domains.Select(domain => domain.Wakes).ToArray(),
            ]);
    }
}
