using Thresher.Storage.Postgres.Database;
using Thresher.Storage.Rules;

namespace Thresher.Storage.Postgres.Frontier;

/// <summary>
/// Writes the changes to the counters. The operation has locked the domains it counts for. The striped rows, which any
/// transaction may want, come last and in order of their keys.
/// </summary>
internal sealed class PostgresLedger : LedgerChanges
{
    /// <summary>More than the transactions that write at one time, mostly, and few enough to sum.</summary>
    private const int Stripes = 64;

    private static int _turn = Random.Shared.Next(Stripes);

    /// <summary>The statements that write the sums.</summary>
    public IEnumerable<(string Sql, object?[] Values)> Statements()
    {
        if (Domains.Count > 0)
        {
            yield return PostgresDomainChanges.WriteCounts(Domains);
            if (PostgresDomainChanges.WritePending(Domains) is { } pending)
            {
                yield return pending;
            }
        }

        var stripe = (short)((uint)Interlocked.Increment(ref _turn) % Stripes);
        var tallies = Tallies.Where(tally => tally.Value != 0).OrderBy(tally => tally.Key).ToList();
        if (tallies.Count > 0)
        {
            yield return (
                """
                INSERT INTO tallies (crawl_id, state, outcome, n, stripe)
                SELECT crawl, state, outcome, n, $5 FROM unnest($1, $2, $3, $4) AS x(crawl, state, outcome, n)
                ON CONFLICT (crawl_id, state, outcome, stripe) DO UPDATE SET n = tallies.n + EXCLUDED.n
                """,
                [
                    tallies.Select(tally => tally.Key.Crawl).ToArray(),
                    tallies.Select(tally => (short)tally.Key.State).ToArray(),
                    tallies.Select(tally => (short)tally.Key.Outcome).ToArray(),
                    tallies.Select(tally => tally.Value).ToArray(),
                    stripe,
                ]);
        }

        var totals = Totals.Where(total => total.Value != default).OrderBy(total => total.Key).ToList();
        if (totals.Count > 0)
        {
            yield return (
                """
                INSERT INTO totals (crawl_id, accepted, bytes, items, stripe)
                SELECT crawl, accepted, bytes, items, $5 FROM unnest($1, $2, $3, $4) AS x(crawl, accepted, bytes, items)
                ON CONFLICT (crawl_id, stripe) DO UPDATE
                SET accepted = totals.accepted + EXCLUDED.accepted, bytes = totals.bytes + EXCLUDED.bytes, items = totals.items + EXCLUDED.items
                """,
                [
                    totals.Select(total => total.Key).ToArray(),
                    totals.Select(total => total.Value.Accepted).ToArray(),
                    totals.Select(total => total.Value.Bytes).ToArray(),
                    totals.Select(total => total.Value.Items).ToArray(),
                    stripe,
                ]);
        }

        var rules = Rules.Where(rule => rule.Value != default).OrderBy(rule => rule.Key.Crawl).ThenBy(rule => rule.Key.Rule, StringComparer.Ordinal).ToList();
        if (rules.Count > 0)
        {
            yield return (
                """
                INSERT INTO item_tallies (crawl_id, rule, items, invalid, stripe)
                SELECT crawl, rule, items, invalid, $5 FROM unnest($1, $2, $3, $4) AS x(crawl, rule, items, invalid)
                ON CONFLICT (crawl_id, rule, stripe) DO UPDATE
                SET items = item_tallies.items + EXCLUDED.items, invalid = item_tallies.invalid + EXCLUDED.invalid
                """,
                [
                    rules.Select(rule => rule.Key.Crawl).ToArray(),
                    rules.Select(rule => rule.Key.Rule).ToArray(),
                    rules.Select(rule => rule.Value.Items).ToArray(),
                    rules.Select(rule => rule.Value.Invalid).ToArray(),
                    stripe,
                ]);
        }
    }

    /// <summary>Writes the sums.</summary>
    public Task FlushAsync(PostgresTransaction transaction) => transaction.ExecuteAllAsync([.. Statements()]);
}
