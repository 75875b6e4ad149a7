using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rules;

namespace Thresher.Storage.Postgres.Frontier;

/// <summary>Queueing stored pages again.</summary>
internal sealed partial class PostgresFrontier
{
    public Task<long?> RefreshSomeAsync(long crawlId, long after, int max, CancellationToken cancellationToken) =>
        database.RunAsync<long?>(
            async transaction =>
            {
                var pages = await transaction.QueryAsync(
                    """
                    SELECT p.url_id, u.domain_id FROM pages p JOIN urls u ON u.id = p.url_id
                    WHERE p.url_id > $2 AND p.crawl_id = $1 AND p.checked_at < (SELECT refresh_before FROM crawls WHERE id = $1)
                    ORDER BY p.url_id LIMIT $3
                    """,
                    row => (Id: row.GetInt64(0), Domain: row.GetInt64(1)),
                    crawlId,
                    after,
                    (long)max);
                var last = pages.Count == max ? pages[^1].Id : (long?)null;
                if (after == 0)
                {
                    pages.AddRange(await transaction.QueryAsync(
                        $"SELECT id, domain_id FROM urls WHERE crawl_id = $1 AND kind = {UrlKinds.Sitemap} AND state = {UrlStates.Redirected}",
                        row => (row.GetInt64(0), row.GetInt64(1)),
                        crawlId));
                }

                await transaction.LockDomainsAsync([.. pages.Select(page => page.Domain).Distinct()]);
                var before = await transaction.QueryAsync(
                    "SELECT id, domain_id, state, outcome FROM urls WHERE id = ANY($1)",
                    row => (Id: row.GetInt64(0), Domain: row.GetInt64(1), State: (UrlState)row.GetInt16(2), Outcome: (FetchOutcome)row.GetInt16(3)),
                    pages.Select(page => page.Id).ToArray());
                var queued = before.Where(url => RefreshRules.MayQueue(url.State)).ToList();
                await transaction.ExecuteAsync(
                    $"""
                    UPDATE urls SET state = {UrlStates.Queued}, outcome = {FetchOutcomes.None}, due_at = 0, attempts = 0, hops = 0, refresh = kind = {UrlKinds.Page},
                           rank = CASE WHEN rank < 0 THEN rank ELSE rank + $2 END
                    WHERE id = ANY($1)
                    """,
                    queued.Select(url => url.Id).ToArray(),
                    RefreshRules.RankAhead);
                var ledger = new PostgresLedger();
                foreach (var (_, domain, state, outcome) in queued)
                {
                    ledger.Move(crawlId, domain, state, outcome, UrlState.Queued, default);
                    ledger.Wake(crawlId, domain);
                }

                await ledger.FlushAsync(transaction);
                return last;
            },
            cancellationToken);

    public async Task<int> ExcludeHostsAtLimitAsync(long crawlId, long pagesPerHost, int max, CancellationToken cancellationToken)
    {
        int? moved;
        do
        {
            moved = await StepAsync(
                crawlId,
                $"""
                SELECT u.id, u.domain_id FROM crawl_domains d CROSS JOIN LATERAL (
                    (SELECT q.id, q.domain_id FROM urls q WHERE q.domain_id = d.domain_id AND q.crawl_id = d.crawl_id AND q.state = {UrlStates.Queued} LIMIT $2)
                    UNION ALL
                    (SELECT q.id, q.domain_id FROM urls q WHERE q.domain_id = d.domain_id AND q.crawl_id = d.crawl_id AND q.state = {UrlStates.Retrying} LIMIT $2)) u
                WHERE d.crawl_id = $1 AND d.queued + d.retrying > 0 AND d.leased = 0 AND d.fetched >= $3 LIMIT $2
                """,
                [crawlId, (long)max, pagesPerHost],
                url => url.State is UrlState.Queued or UrlState.Retrying,
                UrlState.Excluded,
                FetchOutcome.HostPageLimit,
                cancellationToken);
        }
        while (moved == 0);
        return moved ?? 0;
    }
}
