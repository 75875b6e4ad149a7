using Thresher.Jobs.Outcomes;
using Thresher.Jobs.Scope;
using Thresher.Storage.Rows;

namespace Thresher.Tests.Contract;

/// <summary>What the store promises, in memory and without any cleverness: the other side of the random test.</summary>
internal sealed class FrontierModel
{
    public const int StrikeLimit = 3;

    private static readonly TimeSpan StrikeDelay = TimeSpan.FromSeconds(2);

    public List<ModelUrl> Urls { get; } = [];

    public Dictionary<string, ModelDomain> Domains { get; } = [];

    /// <summary>When the last acquisition of each owner ends.</summary>
    public Dictionary<string, long> OwnersUntil { get; } = [];

    public Dictionary<long, ModelCrawl> Crawls { get; } = [];

    public long Now { get; set; }

    public bool Accept(long crawl, NewUrl url)
    {
        if (Urls.Any(known => known.Url.Hash == url.Hash))
        {
            return false;
        }

        Urls.Add(new ModelUrl(crawl, url, Urls.Count));
        Domains.TryAdd(url.Domain, new ModelDomain());
        return true;
    }

    public IEnumerable<ModelUrl> In(string domain, UrlState state) => Urls.Where(url => url.Url.Domain == domain && url.State == state);

    /// <summary>What the crawl may lease here, in order, its page limit aside.</summary>
    public IEnumerable<ModelUrl> Leasable(string domain, long crawl) =>
        Crawls[crawl] is { State: CrawlState.Running } running && !running.HeldHosts.Contains(domain)
            ? In(domain, UrlState.Retrying).Where(url => url.Crawl == crawl && url.DueAt <= Now).OrderBy(url => url.DueAt).ThenBy(url => url.Arrival)
                .Concat(In(domain, UrlState.Queued).Where(url => url.Crawl == crawl).OrderBy(url => url.Url.Rank).ThenBy(url => url.Arrival))
            : [];

    /// <summary>Pages the crawl may still lease.</summary>
    public int Budget(long crawl) => Crawls[crawl].PageLimit is { } limit
        ? Math.Max(0, limit - Urls.Count(url => url.Crawl == crawl && url.State is UrlState.Leased or UrlState.Fetched))
        : int.MaxValue;

    public int LeasableNow(string domain) =>
        Crawls.Keys.Sum(crawl => Math.Min(Leasable(domain, crawl).Count(), Budget(crawl)));

    /// <summary>An owner's sign of life that got it nothing.</summary>
    public void Show(string owner, TimeSpan lease) => OwnersUntil[owner] = Now + (long)lease.TotalMilliseconds;

    public int Acquire(string domain, string owner, TimeSpan lease)
    {
        var state = Domains[domain];
        state.Epoch++;
        state.Owner = owner;
        state.LeaseUntil = OwnersUntil[owner] = Now + (long)lease.TotalMilliseconds;
        return Recover(domain, countCrash: true);
    }

    public int Recover(string domain, bool countCrash)
    {
        var lost = In(domain, UrlState.Leased).ToList();
        foreach (var url in lost)
        {
            url.Crashes += countCrash ? 1 : 0;
            var strike = countCrash && url.Parsing;
            url.Strikes += strike ? 1 : 0;
            url.Parsing = false;
            url.DueAt = 0;
            if (!strike)
            {
                url.Move(UrlState.Queued, FetchOutcome.None);
            }
            else if (url.Strikes >= StrikeLimit)
            {
                url.Move(UrlState.Quarantined, FetchOutcome.KilledItsProcess);
            }
            else
            {
                url.Move(UrlState.Retrying, FetchOutcome.None);
                url.DueAt = Now + (long)StrikeDelay.TotalMilliseconds;
            }
        }

        return lost.Count;
    }

    public bool Holds(string domain, long epoch) => Domains[domain] is { Owner: not null } held && held.Epoch == epoch;

    public bool Complete(ModelUrl url, UrlCompletion done)
    {
        if (url.State != UrlState.Leased || url.Epoch != done.Epoch)
        {
            return false;
        }

        url.Move(done.State, done.Outcome);
        url.DueAt = done.DueAt;
        url.Attempts += done.State is UrlState.Retrying or UrlState.Failed ? 1 : 0;
        url.Parsing = false;
        foreach (var link in done.Links)
        {
            Accept(url.Crawl, link);
        }

        return true;
    }

    public void Requeue(ModelUrl url, UrlState state, FetchOutcome outcome)
    {
        url.Move(state, outcome);
        (url.DueAt, url.Attempts, url.Crashes, url.Strikes, url.Parsing) = (0, 0, 0, 0, false);
    }

    public sealed class ModelUrl(long crawl, NewUrl url, int arrival)
    {
        public long Crawl => crawl;

        public NewUrl Url => url;

        public int Arrival => arrival;

        public long Id { get; set; }

        public UrlState State { get; private set; }

        public FetchOutcome Outcome { get; private set; }

        public long DueAt { get; set; }

        public long Epoch { get; set; }

        public int Attempts { get; set; }

        public int Crashes { get; set; }

        public int Strikes { get; set; }

        public bool Parsing { get; set; }

        public void Move(UrlState state, FetchOutcome outcome) => (State, Outcome) = (state, outcome);
    }

    public sealed class ModelDomain
    {
        public long Id { get; set; }

        public long Epoch { get; set; }

        public string? Owner { get; set; }

        public long LeaseUntil { get; set; }
    }

    public sealed class ModelCrawl(int? pageLimit)
    {
        public int? PageLimit => pageLimit;

        public CrawlState State { get; set; }

        public HashSet<string> HeldHosts { get; } = [];
    }
}
