using System.Runtime.InteropServices;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Postgres.Database;

namespace Thresher.Storage.Postgres.Frontier;

/// <summary>
/// The changes one operation makes to the counters, added up and written once, in the operation's own transaction:
/// so the ledger can never disagree with the rows. The operation has locked the domains it counts for. The striped
/// rows, which any transaction may want, come last and in order of their keys.
/// </summary>
internal sealed class PostgresLedger
{
    /// <summary>More than the transactions that write at one time, mostly, and few enough to sum.</summary>
    private const int Stripes = 64;

    private static int _turn = Random.Shared.Next(Stripes);

    private readonly Dictionary<(long Crawl, UrlState State, FetchOutcome Outcome), long> _tallies = [];
    private readonly Dictionary<(long Domain, long Crawl), PostgresDomainDelta> _domains = [];
    private readonly Dictionary<long, (long Accepted, long Items, long Bytes)> _totals = [];
    private readonly Dictionary<(long Crawl, string Rule), (long Items, long Invalid)> _rules = [];

    /// <summary>A URL was accepted.</summary>
    public void Accept(long crawl, long domain)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(_totals, crawl, out _).Accepted++;
        Count(crawl, domain, UrlState.Queued, FetchOutcome.None, 1);
        Wake(crawl, domain);
    }

    /// <summary>A URL went from one state to another.</summary>
    public void Move(long crawl, long domain, UrlState from, FetchOutcome fromOutcome, UrlState to, FetchOutcome toOutcome)
    {
        Count(crawl, domain, from, fromOutcome, -1);
        Count(crawl, domain, to, toOutcome, 1);
    }

    /// <summary>The domain has something to serve at once.</summary>
    public void Wake(long crawl, long domain) => Delta(domain, crawl).Wake = true;

    /// <summary>A page was stored.</summary>
    public void Store(long crawl, long domain, long bytes)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(_totals, crawl, out _).Bytes += bytes;
        Delta(domain, crawl).Bytes += bytes;
    }

    /// <summary>A rule's records were stored, or with numbers below zero removed.</summary>
    public void Item(long crawl, string rule, long items, long invalid)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(_totals, crawl, out _).Items += items;
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_rules, (crawl, rule), out _);
        count = (count.Items + items, count.Invalid + invalid);
    }

    /// <summary>A URL was removed with its page.</summary>
    public void Remove(long crawl, long domain, UrlState state, FetchOutcome outcome, long bytes)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(_totals, crawl, out _).Accepted--;
        Count(crawl, domain, state, outcome, -1);
        Store(crawl, domain, -bytes);
    }

    /// <summary>The statements that write the sums.</summary>
    public IEnumerable<(string Sql, object?[] Values)> Statements()
    {
        if (_domains.Count > 0)
        {
            yield return PostgresDomainDelta.WriteCounts(_domains);
            if (PostgresDomainDelta.WritePending(_domains) is { } pending)
            {
                yield return pending;
            }
        }

        var stripe = (short)((uint)Interlocked.Increment(ref _turn) % Stripes);
        var tallies = _tallies.Where(tally => tally.Value != 0).OrderBy(tally => tally.Key).ToList();
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

        var totals = _totals.Where(total => total.Value != default).OrderBy(total => total.Key).ToList();
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

        var rules = _rules.Where(rule => rule.Value != default).OrderBy(rule => rule.Key.Crawl).ThenBy(rule => rule.Key.Rule, StringComparer.Ordinal).ToList();
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

    private void Count(long crawl, long domain, UrlState state, FetchOutcome outcome, int n)
    {
        // Pending URLs are counted by state alone.
        var counted = state < UrlState.Fetched ? FetchOutcome.None : outcome;
        CollectionsMarshal.GetValueRefOrAddDefault(_tallies, (crawl, state, counted), out _) += n;
        Delta(domain, crawl).Counts[(int)state] += n;
    }

    private PostgresDomainDelta Delta(long domain, long crawl)
    {
        ref var delta = ref CollectionsMarshal.GetValueRefOrAddDefault(_domains, (domain, crawl), out _);
        return delta ??= new PostgresDomainDelta();
    }
}
