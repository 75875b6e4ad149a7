using Thresher.Jobs.Outcomes;
using Thresher.Storage.Postgres.Database;
using Thresher.Storage.Rules;

namespace Thresher.Storage.Postgres.Frontier;

/// <summary>Queues again what an owner had leased, and counts against a URL that its process died with it.</summary>
internal static class PostgresRecovery
{
    /// <summary>Of an array that the planner cannot see: by one it sees it would plan anew each time.</summary>
    private static readonly string Recover = $"""
        UPDATE urls SET {CrashRules.Assignments(counts: "$2", now: "thresher_now()")}
        WHERE domain_id = ANY((SELECT $1)::bigint[]) AND state = {UrlStates.Leased}
        RETURNING domain_id, crawl_id, state, outcome
        """;

    /// <summary>Recovers the leases of these domains, which the transaction has locked.</summary>
    /// <returns>How many, for each domain that had any.</returns>
    public static async Task<Dictionary<long, int>> RecoverAsync(PostgresTransaction transaction, PostgresLedger ledger, long[] domains, bool countCrash)
    {
        var lost = await transaction.QueryAsync(
            Recover,
            row => (Domain: row.GetInt64(0), Crawl: row.GetInt64(1), State: (UrlState)row.GetInt16(2), Outcome: (FetchOutcome)row.GetInt16(3)),
            domains,
            countCrash);
        foreach (var (domain, crawl, state, outcome) in lost)
        {
            ledger.Move(crawl, domain, UrlState.Leased, default, state, outcome);
            ledger.Wake(crawl, domain);
        }

        return lost.CountBy(url => url.Domain).ToDictionary();
    }
}
