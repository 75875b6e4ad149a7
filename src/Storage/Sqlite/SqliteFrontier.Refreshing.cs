using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rules;

namespace Thresher.Storage.Sqlite;

/// <summary>Queueing stored pages again.</summary>
internal sealed partial class SqliteFrontier
{
    public Task<long?> RefreshSomeAsync(long crawlId, long after, int max, CancellationToken cancellationToken) =>
        writer.RunAsync<long?>(
            session =>
            {
                var rows = new List<(long Id, long Domain, UrlState State, FetchOutcome Outcome)>();
                Collect(
                    session["""
                        SELECT p.url_id, u.domain_id, u.state, u.outcome FROM pages p JOIN urls u ON u.id = p.url_id
                        WHERE p.url_id > ?2 AND p.crawl_id = ?1 AND p.checked_at < (SELECT refresh_before FROM crawls WHERE id = ?1)
                        ORDER BY p.url_id LIMIT ?3
                        """].Bind(crawlId).Bind(after).Bind(max),
                    rows);
                var last = rows.Count == max ? rows[^1].Id : (long?)null;
                if (after == 0)
                {
                    Collect(
                        session[$"SELECT id, domain_id, state, outcome FROM urls WHERE crawl_id = ? AND kind = {UrlKinds.Sitemap} AND state = {UrlStates.Redirected}"].Bind(crawlId), rows);
                }

                var ledger = new SqliteLedger();
                foreach (var (id, domain, state, outcome) in rows.Where(row => RefreshRules.MayQueue(row.State)))
                {
                    session[$"""
                        UPDATE urls SET state = {UrlStates.Queued}, outcome = {FetchOutcomes.None}, due_at = 0, attempts = 0, hops = 0, refresh = kind = {UrlKinds.Page},
                               rank = CASE WHEN rank < 0 THEN rank ELSE rank + ?2 END
                        WHERE id = ?1
                        """].Bind(id).Bind(RefreshRules.RankAhead).Run();
                    ledger.Move(crawlId, domain, state, outcome, UrlState.Queued, FetchOutcome.None);
                    ledger.Wake(crawlId, domain);
                }

                ledger.Flush(session, time.UnixMs());
                return last;
            },
            cancellationToken);
}
