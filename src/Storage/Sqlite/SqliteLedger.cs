using System.Runtime.InteropServices;
using Thresher.Jobs.Outcomes;

namespace Thresher.Storage.Sqlite;

/// <summary>
/// The changes one operation makes to the counters, added up and written once, in the operation's own transaction:
/// so the ledger can never disagree with the rows.
/// </summary>
internal sealed class SqliteLedger
{
    private readonly Dictionary<(long Crawl, UrlState State, FetchOutcome Outcome), long> _tallies = [];
    private readonly Dictionary<(long Domain, long Crawl), DomainDelta> _domains = [];
    private readonly Dictionary<long, (long Accepted, long Items, long Bytes)> _totals = [];
    private readonly Dictionary<(long Crawl, string Rule), (long Items, long Invalid)> _rules = [];

    /// <summary>The outcome under which a URL is counted: pending URLs are counted by state alone.</summary>
    public static FetchOutcome Counted(UrlState state, FetchOutcome outcome) =>
        state < UrlState.Fetched ? FetchOutcome.None : outcome;

    /// <summary>A URL was accepted.</summary>
    public void Accept(long crawl, long domain)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(_totals, crawl, out _).Accepted++;
        Count(crawl, domain, UrlState.Queued, FetchOutcome.None, 1);
        CollectionsMarshal.GetValueRefOrAddDefault(_domains, (domain, crawl), out _).Wake = true;
    }

    /// <summary>A URL went from one state to another.</summary>
    public void Move(
        long crawl, long domain, UrlState from, FetchOutcome fromOutcome, UrlState to, FetchOutcome toOutcome)
    {
        Count(crawl, domain, from, fromOutcome, -1);
        Count(crawl, domain, to, toOutcome, 1);
    }

    /// <summary>A URL was removed with its page.</summary>
    public void Remove(long crawl, long domain, UrlState state, FetchOutcome outcome, long bytes)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(_totals, crawl, out _).Accepted--;
        Count(crawl, domain, state, outcome, -1);
        Store(crawl, domain, -bytes);
    }

    /// <summary>The domain has something to serve at once.</summary>
    public void Wake(long crawl, long domain) =>
        CollectionsMarshal.GetValueRefOrAddDefault(_domains, (domain, crawl), out _).Wake = true;

    /// <summary>A page was stored.</summary>
    public void Store(long crawl, long domain, long bytes)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(_totals, crawl, out _).Bytes += bytes;
        CollectionsMarshal.GetValueRefOrAddDefault(_domains, (domain, crawl), out _).Bytes += bytes;
    }

    /// <summary>A rule's records were stored, or with numbers below zero removed.</summary>
    public void Item(long crawl, string rule, long items, long invalid)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(_totals, crawl, out _).Items += items;
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_rules, (crawl, rule), out _);
        count = (count.Items + items, count.Invalid + invalid);
    }

    /// <summary>Writes the sums.</summary>
    /// <param name="session">The writer's session, inside the operation's transaction.</param>
    /// <param name="now">Unix milliseconds.</param>
    public void Flush(SqliteSession session, long now)
    {
        foreach (var ((crawl, state, outcome), n) in _tallies)
        {
            if (n != 0)
            {
                session["""
                    INSERT INTO tallies (crawl_id, state, outcome, n) VALUES (?1, ?2, ?3, ?4)
                    ON CONFLICT DO UPDATE SET n = n + ?4
                    """].Bind(crawl).Bind((long)state).Bind((long)outcome).Bind(n).Run();
            }
        }

        foreach (var (crawl, (accepted, items, bytes)) in _totals)
        {
            session["""
                INSERT INTO totals (crawl_id, accepted, bytes, items) VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT DO UPDATE SET accepted = accepted + ?2, bytes = bytes + ?3, items = items + ?4
                """].Bind(crawl).Bind(accepted).Bind(bytes).Bind(items).Run();
        }

        foreach (var ((crawl, rule), (items, invalid)) in _rules)
        {
            session["""
                INSERT INTO item_tallies (crawl_id, rule, items, invalid) VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT DO UPDATE SET items = items + ?3, invalid = invalid + ?4
                """].Bind(crawl).Bind(rule).Bind(items).Bind(invalid).Run();
        }

        foreach (var ((domain, crawl), delta) in _domains)
        {
            delta.Write(session, domain, crawl, now);
        }
    }

    private void Count(long crawl, long domain, UrlState state, FetchOutcome outcome, int n)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(_tallies, (crawl, state, Counted(state, outcome)), out _) += n;
        CollectionsMarshal.GetValueRefOrAddDefault(_domains, (domain, crawl), out _).Count(state, n);
    }

    private struct DomainDelta
    {
        public long Bytes;
        public bool Wake;
        private int _queued, _leased, _retrying, _fetched, _redirected, _failed, _excluded, _quarantined;

        public void Count(UrlState state, int n) => _ = state switch
        {
            UrlState.Queued => _queued += n,
            UrlState.Leased => _leased += n,
            UrlState.Retrying => _retrying += n,
            UrlState.Fetched => _fetched += n,
            UrlState.Redirected => _redirected += n,
            UrlState.Failed => _failed += n,
            UrlState.Excluded => _excluded += n,
            _ => _quarantined += n,
        };

        public readonly void Write(SqliteSession session, long domain, long crawl, long now)
        {
            session["""
                INSERT INTO crawl_domains (domain_id, crawl_id, queued, leased, retrying, fetched, redirected,
                                           failed, excluded, quarantined, bytes)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
                ON CONFLICT DO UPDATE SET
                    queued = queued + ?3, leased = leased + ?4, retrying = retrying + ?5, fetched = fetched + ?6,
                    redirected = redirected + ?7, failed = failed + ?8, excluded = excluded + ?9,
                    quarantined = quarantined + ?10, bytes = bytes + ?11
                """]
                .Bind(domain).Bind(crawl).Bind(_queued).Bind(_leased).Bind(_retrying).Bind(_fetched)
                .Bind(_redirected).Bind(_failed).Bind(_excluded).Bind(_quarantined).Bind(Bytes).Run();

            var pending = _queued + _leased + _retrying;
            if (pending != 0 || Wake)
            {
                session["UPDATE domains SET pending = pending + ?2, wake_at = min(wake_at, ?3) WHERE id = ?1"]
                    .Bind(domain).Bind(pending).Bind(Wake ? now : long.MaxValue).Run();
            }
        }
    }
}
