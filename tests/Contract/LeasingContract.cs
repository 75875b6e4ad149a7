using Thresher.Jobs.Outcomes;

namespace Thresher.Tests.Contract;

/// <summary>What is leased, in which order, and what is held back.</summary>
public abstract class LeasingContract(StoreHarness harness) : StoreContract(harness)
{
    [Fact]
    public async Task Lease_Queued_ByRankThenArrival()
    {
        var crawl = await CreateAsync();
        await AcceptAsync(
            crawl,
            Url(crawl, "a.example", "r2-first", rank: 2),
            Url(crawl, "a.example", "r1-first", rank: 1),
            Url(crawl, "a.example", "r2-second", rank: 2),
            Url(crawl, "a.example", "r0", rank: 0),
            Url(crawl, "a.example", "r1-second", rank: 1));
        var domain = await AcquireAsync("a.example");

        Assert.Equal(["r0", "r1-first", "r1-second"], (await LeaseAsync(domain, 3)).Select(Path));
        Assert.Equal(["r2-first", "r2-second"], (await LeaseAsync(domain, 3)).Select(Path));
        Assert.Empty(await LeaseAsync(domain, 3));
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task Lease_DueRetries_GoFirstByDueTime()
    {
        var crawl = await SeededAsync("a.example", 4);
        var domain = await AcquireAsync("a.example");
        var leased = await LeaseAsync(domain, 3);
        await CompleteAsync(Ends(leased[0], domain, UrlState.Retrying, FetchOutcome.ServerError, Now + 9_000));
        await CompleteAsync(Ends(leased[1], domain, UrlState.Retrying, FetchOutcome.ServerError, Now + 5_000));
        await CompleteAsync(Ends(leased[2], domain, UrlState.Retrying, FetchOutcome.ServerError, Now + 60_000));
        await AssertSoundAsync(crawl);

        await Harness.AdvanceAsync(TimeSpan.FromSeconds(10));
        var again = await LeaseAsync(domain, 10);

        Assert.Equal(["p00001", "p00000", "p00003"], again.Select(Path));
        Assert.Equal([1, 1, 0], again.Select(url => url.Attempts));
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task Lease_RetryDueExactlyNow_IsServed()
    {
        await SeededAsync("a.example", 1);
        var domain = await AcquireAsync("a.example");
        await CompleteAsync(Ends((await LeaseAsync(domain, 1))[0], domain, UrlState.Retrying, FetchOutcome.ConnectFailure, Now + 1_000));

        await Harness.AdvanceAsync(TimeSpan.FromMilliseconds(999));
        Assert.Empty(await LeaseAsync(domain, 1));
        await Harness.AdvanceAsync(TimeSpan.FromMilliseconds(1));
        Assert.Single(await LeaseAsync(domain, 1));
    }

    [Fact]
    public async Task Lease_SeveralCrawls_ShareTheWindow()
    {
        var crawls = new[] { await SeededAsync("a.example", 50, name: "one"), await SeededAsync("a.example", 50, name: "two"), await SeededAsync("a.example", 50, name: "three") };
        var domain = await AcquireAsync("a.example");

        var window = await LeaseAsync(domain, 30);

        Assert.Equal(30, window.Count);
        Assert.All(crawls, crawl => Assert.Equal(10, window.Count(url => url.CrawlId == crawl)));
        await AssertSoundAsync(crawls);
    }

    [Fact]
    public async Task Lease_OneCrawlHasLittle_OthersFillTheWindow()
    {
        var many = await SeededAsync("a.example", 50, name: "many");
        var few = await SeededAsync("a.example", 1, name: "few");
        var domain = await AcquireAsync("a.example");

        var window = await LeaseAsync(domain, 10);

        Assert.Equal((9, 1), (window.Count(url => url.CrawlId == many), window.Count(url => url.CrawlId == few)));
        Assert.Equal(10, window.DistinctBy(url => url.Id).Count());
        await AssertSoundAsync(many, few);
    }

    [Fact]
    public async Task Lease_CrawlsWithLittleAndWithLimits_ShareByTheRule()
    {
        long[] crawls =
        [
            await SeededAsync("a.example", 1, name: "one-url"),
            await SeededAsync("a.example", 50, name: "many"),
            await SeededAsync("a.example", 3, name: "three-urls"),
            await SeededAsync("a.example", 50, maxPages: 2, name: "limited"),
        ];

        // In turn: 1 of a quarter, 7 of a third of 19, 3 of half of 12, 2 of 9; the 7 that are left are for the one that has more.
        var window = await LeaseAsync(await AcquireAsync("a.example"), 20);

        Assert.Equal([1, 14, 3, 2], crawls.Select(crawl => window.Count(url => url.CrawlId == crawl)));
        await AssertSoundAsync(crawls);
    }

    [Fact]
    public async Task Lease_RetriesDueTogether_GoByArrival()
    {
        await SeededAsync("a.example", 3);
        var domain = await AcquireAsync("a.example");
        var leased = await LeaseAsync(domain, 3);
        foreach (var i in new[] { 2, 0, 1 })
        {
            await CompleteAsync(Ends(leased[i], domain, UrlState.Retrying, FetchOutcome.ServerError, Now + 1_000));
        }

        await Harness.AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(["p00000", "p00001", "p00002"], (await LeaseAsync(domain, 3)).Select(Path));
    }

    [Fact]
    public async Task Lease_MoreCrawlsThanRoom_EveryCrawlHasItsTurn()
    {
        var crawls = new List<long>();
        for (var i = 0; i < 3; i++)
        {
            crawls.Add(await SeededAsync("a.example", 5, name: $"crawl-{i}"));
        }

        var domain = await AcquireAsync("a.example");
        var served = new List<long>();
        for (var second = 0; second < 3; second++)
        {
            served.Add(Assert.Single(await LeaseAsync(domain, 1)).CrawlId);
            await Harness.AdvanceAsync(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(crawls, served);
    }

    [Theory]
    [InlineData(CrawlState.Paused)]
    [InlineData(CrawlState.Stopped)]
    public async Task Lease_CrawlNotRunning_GetsNothing(CrawlState state)
    {
        var held = await SeededAsync("a.example", 5, name: "held");
        var running = await SeededAsync("a.example", 5, name: "running");
        await Catalog.SetStateAsync(held, state, Cancel);
        var domain = await AcquireAsync("a.example");

        Assert.All(await LeaseAsync(domain, 10), url => Assert.Equal(running, url.CrawlId));
        await Catalog.SetStateAsync(held, CrawlState.Running, Cancel);
        Assert.Equal(5, (await LeaseAsync(domain, 10)).Count);
        await AssertSoundAsync(held, running);
    }

    [Fact]
    public async Task Lease_HostHeldForOneCrawl_TheOtherIsServed()
    {
        var held = await SeededAsync("a.example", 5, name: "held");
        var other = await SeededAsync("a.example", 5, name: "other");
        Assert.True(await Catalog.SetHostPausedAsync(held, "a.example", true, Cancel));
        Assert.Equal([(held, "a.example")], await Catalog.PausedHostsAsync(Cancel));
        var domain = await AcquireAsync("a.example");

        Assert.All(await LeaseAsync(domain, 10), url => Assert.Equal(other, url.CrawlId));

        Assert.True(await Catalog.SetHostPausedAsync(held, "a.example", false, Cancel));
        Assert.Empty(await Catalog.PausedHostsAsync(Cancel));
        Assert.Equal(5, (await LeaseAsync(domain, 10)).Count);
    }

    [Fact]
    public async Task SetHostPaused_UnknownDomain_IsFalse()
    {
        var crawl = await SeededAsync("a.example", 1);
        Assert.False(await Catalog.SetHostPausedAsync(crawl, "b.example", true, Cancel));
        Assert.False(await Catalog.SetHostPausedAsync(crawl + 1, "a.example", true, Cancel));
    }

    [Fact]
    public async Task Lease_OtherDomain_IsNotTouched()
    {
        var crawl = await SeededAsync("a.example", 3);
        await AcceptAsync(crawl, Urls(crawl, "b.example", 3));

        var leased = await LeaseAsync(await AcquireAsync("a.example"), 100);

        Assert.All(leased, url => Assert.StartsWith("https://a.example/", url.Url, StringComparison.Ordinal));
        Assert.Equal(3, leased.Count);
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task Return_Leased_IsQueuedAgainInItsPlace()
    {
        var crawl = await SeededAsync("a.example", 4);
        var domain = await AcquireAsync("a.example");
        var leased = await LeaseAsync(domain, 3);

        await Queue.ReturnAsync(domain.DomainId, domain.Epoch, [leased[0].Id, leased[2].Id], Cancel);
        await AssertSoundAsync(crawl);

        Assert.Equal(["p00000", "p00002", "p00003"], (await LeaseAsync(domain, 5)).Select(Path));
    }

    [Fact]
    public async Task Return_StaleEpochOrNotLeased_ChangesNothing()
    {
        var crawl = await SeededAsync("a.example", 3);
        var old = await AcquireAsync("a.example");
        var leased = await LeaseAsync(old, 3);
        await CompleteAsync(Fetched(leased[0], old));
        var now = await TakeOverAsync("a.example");
        await LeaseAsync(now, 3);

        await Queue.ReturnAsync(old.DomainId, old.Epoch, [.. leased.Select(url => url.Id)], Cancel);
        await Queue.ReturnAsync(now.DomainId, now.Epoch, [leased[0].Id, 999_999], Cancel);

        Assert.Equal((2L, 1L), ((await TotalsAsync(crawl)).Of(UrlState.Leased), (await TotalsAsync(crawl)).Of(UrlState.Fetched)));
        await AssertSoundAsync(crawl);
    }
}
