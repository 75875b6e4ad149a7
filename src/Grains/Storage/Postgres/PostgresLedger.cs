using System.Runtime.InteropServices;
using Thresher.Fetching;

namespace Thresher.Storage.Postgres;

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
    private readonly Dictionary<long, (long Accepted, long Bytes)> _totals = [];

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
            yield return PostgresDomainDelta.WritePending(_domains);
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
                INSERT INTO totals (crawl_id, accepted, bytes, stripe)
                SELECT crawl, accepted, bytes, $4 FROM unnest($1, $2, $3) AS x(crawl, accepted, bytes)
                ON CONFLICT (crawl_id, stripe) DO UPDATE
                SET accepted = totals.accepted + EXCLUDED.accepted, bytes = totals.bytes + EXCLUDED.bytes
                """,
                [
                    totals.Select(total => total.Key).ToArray(),
                    totals.Select(total => total.Value.Accepted).ToArray(),
                    totals.Select(total => total.Value.Bytes).ToArray(),
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
