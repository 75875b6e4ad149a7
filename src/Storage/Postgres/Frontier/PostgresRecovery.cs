using Thresher.Jobs.Outcomes;
using Thresher.Storage.Postgres.Database;
using Thresher.Storage.Rules;

namespace Thresher.Storage.Postgres.Frontier;

/// <summary>Queues again what an owner had leased, and counts against a URL that its process died with it.</summary>
internal static class PostgresRecovery
{
    /// <summary>Recovers the leases of these domains, which the transaction has locked.</summary>
    /// <returns>How many, for each domain that had any.</returns>
    public static async Task<Dictionary<long, int>> RecoverAsync(PostgresTransaction transaction, PostgresLedger ledger, long[] domains, bool countCrash)
    {
        // An array that the planner cannot see: by one it sees it would plan anew each time.
        var lost = await transaction.QueryAsync(
            $"""
            UPDATE urls SET
                state    = CASE WHEN NOT (parsing AND $2) THEN 0 WHEN strikes + 1 >= $3 THEN 7 ELSE 2 END,
                outcome  = CASE WHEN parsing AND $2 AND strikes + 1 >= $3 THEN $5 ELSE 0 END,
                due_at   = CASE WHEN parsing AND $2 AND strikes + 1 < $3 THEN thresher_now() + $4 ELSE 0 END,
                strikes  = strikes + CASE WHEN parsing AND $2 THEN 1 ELSE 0 END,
                crashes  = crashes + CASE WHEN $2 THEN 1 ELSE 0 END,
                parsing  = false
            WHERE domain_id = ANY((SELECT $1)::bigint[]) AND state = {UrlStates.Leased}
            RETURNING domain_id, crawl_id, state, outcome
            """,
            row => (Domain: row.GetInt64(0), Crawl: row.GetInt64(1), State: (UrlState)row.GetInt16(2), Outcome: (FetchOutcome)row.GetInt16(3)),
            domains,
            countCrash,
            CrashRules.StrikeLimit,
            (long)CrashRules.StrikeDelay.TotalMilliseconds,
            (short)FetchOutcome.KilledItsProcess);
        foreach (var (domain, crawl, state, outcome) in lost)
        {
            ledger.Move(crawl, domain, UrlState.Leased, default, state, outcome);
            ledger.Wake(crawl, domain);
        }

        return lost.CountBy(url => url.Domain).ToDictionary();
    }
}
