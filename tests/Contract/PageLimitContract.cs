using Thresher.Jobs.Outcomes;


namespace Thresher.Tests.Contract;

/// <summary>A crawl's page limit holds over all its domains, whichever owner leases.</summary>
public abstract class PageLimitContract(StoreHarness harness) : StoreContract(harness)
{
    [Fact]
    public async Task Lease_UpToThePageLimit_ThenNothing()
    {
        var crawl = await SeededAsync("a.example", 10, maxPages: 4);
        var domain = await AcquireAsync("a.example");

        Assert.Equal(3, (await LeaseAsync(domain, 3)).Count);
        Assert.Single(await LeaseAsync(domain, 3));
        Assert.Empty(await LeaseAsync(domain, 3));
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task Lease_FetchedPagesCount_FailuresDoNot()
    {
        var crawl = await SeededAsync("a.example", 10, maxPages: 2);
        var domain = await AcquireAsync("a.example");
        var leased = await LeaseAsync(domain, 10);
        await CompleteAsync(Fetched(leased[0], domain));
        await CompleteAsync(Ends(leased[1], domain, UrlState.Failed, FetchOutcome.NotFound));

        var more = Assert.Single(await LeaseAsync(domain, 10));
        await CompleteAsync(Fetched(more, domain));
        Assert.Empty(await LeaseAsync(domain, 10));
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task Lease_ConcurrentlyOnManyDomains_NeverExceedsTheLimit()
    {
        const int limit = 17;
        var crawl = await CreateAsync(maxPages: limit);
        var names = Enumerable.Range(0, 8).Select(i => $"h{i}.example").ToArray();
        foreach (var name in names)
        {
            await AcceptAsync(crawl, Urls(crawl, name, 10));
        }

        var leases = await Task.WhenAll(names.Select(async name =>
        {
            var domain = await AcquireAsync(name);
            var leased = 0;
            for (var i = 0; i < 4; i++)
            {
                leased += (await LeaseAsync(domain, 3)).Count;
            }

            return leased;
        }));

        Assert.Equal(limit, leases.Sum());
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task Lease_OneLimitedCrawlExhausted_TheOtherFillsTheWindow()
    {
        var limited = await SeededAsync("a.example", 10, maxPages: 2, name: "limited");
        var free = await SeededAsync("a.example", 20, name: "free");

        var window = await LeaseAsync(await AcquireAsync("a.example"), 10);

        Assert.Equal((2, 8), (window.Count(url => url.CrawlId == limited), window.Count(url => url.CrawlId == free)));
        await AssertSoundAsync(limited, free);
    }

    [Fact]
    public async Task UpdateJob_RaisedLimit_ServesMore()
    {
        var crawl = await SeededAsync("a.example", 10, maxPages: 2);
        var domain = await AcquireAsync("a.example");
        await LeaseAsync(domain, 10);

        await Catalog.UpdateJobAsync(crawl, JobJson(5), Cancel);
        Assert.Equal(3, (await LeaseAsync(domain, 10)).Count);
        await Catalog.UpdateJobAsync(crawl, JobJson(1), Cancel);
        Assert.Empty(await LeaseAsync(domain, 10));
        await Catalog.UpdateJobAsync(crawl, JobJson(), Cancel);
        Assert.Equal(5, (await LeaseAsync(domain, 10)).Count);
    }

    [Fact]
    public async Task Release_OnlyTheLimitHoldsUrlsBack_ReleasesAndLooksAgainSoon()
    {
        await SeededAsync("a.example", 2, maxPages: 1);
        var domain = await AcquireAsync("a.example");
        await CompleteAsync(Fetched((await LeaseAsync(domain, 5))[0], domain));

        Assert.True(await Leases.ReleaseAsync(domain.DomainId, domain.Epoch, Cancel));

        Assert.Empty(await Owners.DueDomainsAsync(10, Cancel));
        await Harness.AdvanceAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(["a.example"], await Owners.DueDomainsAsync(10, Cancel));
    }
}
