using Thresher.Jobs.Outcomes;

namespace Thresher.Storage.Postgres.Frontier;

/// <summary>What one operation changes in the counters of one crawl on one domain.</summary>
internal sealed class PostgresDomainDelta
{
    public long[] Counts { get; } = new long[8];

    public long Bytes { get; set; }

    public bool Wake { get; set; }

    private long Pending => Counts[(int)UrlState.Queued] + Counts[(int)UrlState.Leased] + Counts[(int)UrlState.Retrying];

    /// <summary>The statement that changes the counts by crawl.</summary>
    public static (string Sql, object?[] Values) WriteCounts(Dictionary<(long Domain, long Crawl), PostgresDomainDelta> deltas)
    {
        var all = deltas.OrderBy(delta => delta.Key).ToList();
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
                all.Select(delta => delta.Key.Domain).ToArray(),
                all.Select(delta => delta.Key.Crawl).ToArray(),
                all.Select(delta => delta.Value.Bytes).ToArray(),
                .. Enumerable.Range(0, 8).Select(state => all.Select(delta => delta.Value.Counts[state]).ToArray()),
            ]);
    }

    /// <summary>
    /// The statement that changes what is pending on the domains, and wakes them; null when nothing of it changes, as in a
    /// lease. A domain with nothing pending sleeps.
    /// </summary>
    public static (string Sql, object?[] Values)? WritePending(Dictionary<(long Domain, long Crawl), PostgresDomainDelta> deltas)
    {
        var domains = deltas.GroupBy(delta => delta.Key.Domain, delta => delta.Value)
            .Select(domain => (Id: domain.Key, Pending: domain.Sum(delta => delta.Pending), Wake: domain.Any(delta => delta.Wake)))
            .Where(domain => domain.Pending != 0 || domain.Wake)
            .OrderBy(domain => domain.Id)
            .ToList();
        return domains.Count == 0 ? null : (
            """
            UPDATE domains d SET pending = d.pending + x.n, wake_at = CASE
                WHEN d.pending + x.n = 0 THEN 9223372036854775807
                WHEN x.wake THEN least(d.wake_at, thresher_now())
                ELSE d.wake_at END
            FROM unnest($1, $2, $3) AS x(id, n, wake) WHERE d.id = x.id
            """,
            [
                domains.Select(domain => domain.Id).ToArray(),
                domains.Select(domain => domain.Pending).ToArray(),
                domains.Select(domain => domain.Wake).ToArray(),
            ]);
    }
}
