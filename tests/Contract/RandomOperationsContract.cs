using Thresher.Jobs.Outcomes;
using Thresher.Jobs.Scope;

namespace Thresher.Tests.Contract;

/// <summary>
/// Random operations on a small web, each compared with the model: every row, every answer, the ledger and the recount.
/// A failure names its seed and the operations up to it.
/// </summary>
public abstract partial class RandomOperationsContract(StoreHarness harness) : StoreContract(harness)
{
    private const int Steps = 130;
    private static readonly string[] Names = ["a.example", "b.example", "c.example:8080"];
    private static readonly string[] OwnerNames = [Silo, Other];
    private readonly FrontierModel _model = new();
    private readonly List<string> _log = [];

    /// <summary>Every lease ever handed out, also those long stale.</summary>
    private readonly List<(FrontierModel.ModelUrl Url, long Epoch)> _leases = [];

    private Random _random = new(0);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task RandomOperations_AnySequence_MatchTheModel(int seed)
    {
        _random = new Random(seed);
        foreach (var limit in new int?[] { null, null, 12 })
        {
            _model.Crawls.Add(await CreateAsync($"crawl-{_model.Crawls.Count}", limit), new FrontierModel.ModelCrawl(limit));
        }

        foreach (var name in Names)
        {
            _model.Domains.Add(name, new FrontierModel.ModelDomain());
        }

        for (var step = 0; step < Steps; step++)
        {
            _model.Now = Now;
            try
            {
                await StepAsync();
                await CompareAsync();
            }
            catch (Exception failure)
            {
                Assert.Fail($"seed {seed}, after {string.Join(", ", _log)}: {failure.Message}");
            }
        }
    }

    private Task StepAsync() => _random.Next(24) switch
    {
        0 or 1 or 2 => AcceptSomeAsync(),
        3 or 4 => AcquireOneAsync(),
        5 or 6 or 7 or 8 => LeaseSomeAsync(),
        9 or 10 or 11 or 12 => CompleteSomeAsync(),
        13 => ReturnSomeAsync(),
        14 or 15 => MarkOneAsync(),
        16 or 17 => ReleaseOneAsync(),
        18 => AbandonOneAsync(),
        19 => ReleaseOwnerAsync(),
        20 => MoveManyAsync(),
        21 => HoldSomethingAsync(),
        22 => AdvanceSomeAsync(),
        _ => CrashOneAsync(),
    };

    private async Task CompareAsync()
    {
        var rows = await Task.WhenAll(_model.Crawls.Keys.Select(async crawl => await Reader.UrlsAsync(crawl, Cancel).ToListAsync(Cancel)));
        var stored = rows.SelectMany(list => list).ToDictionary(row => (row.CrawlId, row.RequestUrl));
        Assert.Equal(_model.Urls.Count, stored.Count);
        foreach (var url in _model.Urls)
        {
            var row = stored[(url.Crawl, url.Url.Url)];
            url.Id = row.Id;
            Assert.Equal(
                (url.Url.Url, url.State, url.State < UrlState.Fetched ? row.Outcome : url.Outcome, url.Attempts, url.Strikes, url.State == UrlState.Retrying ? url.DueAt : row.DueAt),
                (row.RequestUrl, row.State, row.Outcome, row.Attempts, row.Strikes, row.DueAt));
        }

        Assert.Equal(_model.Urls.OrderBy(url => url.Id).Select(url => url.Url.Hash), _model.Urls.OrderBy(url => url.Arrival).Select(url => url.Url.Hash));
        await AssertSoundAsync([.. _model.Crawls.Keys]);
        await CompareDueAsync();
    }

    /// <summary>A domain that has something to serve and nobody to do it is found. Page limits are looked at later.</summary>
    private async Task CompareDueAsync()
    {
        var due = await Owners.DueDomainsAsync(100, Cancel);
        foreach (var (name, domain) in _model.Domains)
        {
            // An engine may take an acquisition as the owner's sign of life for all it holds.
            var free = domain.Owner is null || _model.OwnersUntil[domain.Owner] < Now;
            var alive = domain.Owner is not null && domain.LeaseUntil >= Now;
            var waiting = _model.Crawls.Any(crawl => crawl.Value.PageLimit is null && _model.Leasable(name, crawl.Key).Any());
            Assert.True(!free || !waiting || due.Contains(name), $"{name} is forgotten");
            Assert.False(alive && due.Contains(name), $"{name} has a live owner");
        }

        Assert.Equal(due.Count, due.Distinct().Count());
    }

    private NewUrl[] RandomUrls(long crawl, int most) =>
        [.. Enumerable.Range(0, _random.Next(1, most + 1)).Select(_ => RandomUrl(crawl))];

    /// <summary>A URL's rank does not depend on the page that links to it.</summary>
    private NewUrl RandomUrl(long crawl)
    {
        var number = _random.Next(30);
        return Url(crawl, Pick(Names), $"{number}", rank: number % 3);
    }

    /// <summary>A domain under its epoch, or now and then under one that is over.</summary>
    private (string Name, FrontierModel.ModelDomain Domain, long Epoch) Held()
    {
        var name = Pick(Names);
        var domain = _model.Domains[name];
        return (name, domain, _random.Next(8) == 0 ? domain.Epoch - 1 : domain.Epoch);
    }

    private T Pick<T>(IEnumerable<T> from)
    {
        var all = from.ToList();
        return all[_random.Next(all.Count)];
    }

    private T Recent<T>(List<T> all) => all[Math.Max(0, all.Count - 1 - _random.Next(10))];

    private void Log(string step) => _log.Add(step);
}
