using System.Runtime.InteropServices;
using Thresher.Jobs.Outcomes;

namespace Thresher.Storage.Rules;

/// <summary>
/// The changes one operation makes to the counters, added up. The engine writes them once, in the operation's own
/// transaction: so the ledger can never disagree with the rows.
/// </summary>
internal abstract class LedgerChanges
{
    private readonly Dictionary<(long Crawl, UrlState State, FetchOutcome Outcome), long> _tallies = [];
    private readonly Dictionary<(long Domain, long Crawl), DomainChanges> _domains = [];
    private readonly Dictionary<long, (long Accepted, long Items, long Bytes)> _totals = [];
    private readonly Dictionary<(long Crawl, string Rule), (long Items, long Invalid)> _rules = [];

    /// <summary>URLs by crawl, state and counted outcome.</summary>
    protected IReadOnlyDictionary<(long Crawl, UrlState State, FetchOutcome Outcome), long> Tallies => _tallies;

    /// <summary>What changed of each crawl on each domain.</summary>
    protected IReadOnlyDictionary<(long Domain, long Crawl), DomainChanges> Domains => _domains;

    /// <summary>Totals by crawl.</summary>
    protected IReadOnlyDictionary<long, (long Accepted, long Items, long Bytes)> Totals => _totals;

    /// <summary>Records by crawl and rule.</summary>
    protected IReadOnlyDictionary<(long Crawl, string Rule), (long Items, long Invalid)> Rules => _rules;

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

    /// <summary>URLs of one domain, state and outcome were removed with their pages.</summary>
    public void Remove(long crawl, long domain, UrlState state, FetchOutcome outcome, long urls, long bytes)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(_totals, crawl, out _).Accepted -= urls;
        Count(crawl, domain, state, outcome, -urls);
        Store(crawl, domain, -bytes);
    }

    /// <summary>The domain has something to serve at once.</summary>
    public void Wake(long crawl, long domain) => Of(domain, crawl).Wakes = true;

    /// <summary>A page was stored.</summary>
    public void Store(long crawl, long domain, long bytes)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(_totals, crawl, out _).Bytes += bytes;
        Of(domain, crawl).Bytes += bytes;
    }

    /// <summary>A rule's records were stored, or with numbers below zero removed.</summary>
    public void Item(long crawl, string rule, long items, long invalid)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(_totals, crawl, out _).Items += items;
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_rules, (crawl, rule), out _);
        count = (count.Items + items, count.Invalid + invalid);
    }

    /// <summary>The outcome under which a URL is counted: pending URLs are counted by state alone.</summary>
    internal static FetchOutcome Counted(UrlState state, FetchOutcome outcome) =>
        state < UrlState.Fetched ? FetchOutcome.None : outcome;

    private void Count(long crawl, long domain, UrlState state, FetchOutcome outcome, long n)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(_tallies, (crawl, state, Counted(state, outcome)), out _) += n;
        Of(domain, crawl).Counts[(int)state] += n;
    }

    private DomainChanges Of(long domain, long crawl)
    {
        ref var changes = ref CollectionsMarshal.GetValueRefOrAddDefault(_domains, (domain, crawl), out _);
        return changes ??= new DomainChanges();
    }
}
