using Thresher.Jobs.Outcomes;
using Thresher.Storage;

namespace Thresher.Tests.Contract;

/// <summary>Invariant 1: accepted is committed, and accepting again changes nothing.</summary>
public abstract class AcceptingContract(StoreHarness harness) : StoreContract(harness)
{
    [Fact]
    public async Task Accept_NewAndKnownMixed_VerdictsInOrder()
    {
        var crawl = await CreateAsync();
        await AcceptAsync(crawl, Url(crawl, "b.example", "2"), Url(crawl, "a.example", "1"));

        var verdicts = await AcceptAsync(
            crawl,
            Url(crawl, "z.example", "9"),
            Url(crawl, "a.example", "1"),
            Url(crawl, "a.example", "0"),
            Url(crawl, "b.example", "2"),
            Url(crawl, "a.example", "5"));

        Assert.Equal([true, false, true, false, true], verdicts);
        Assert.Equal(5, (await TotalsAsync(crawl)).Accepted);
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task Accept_SameUrlTwiceInOneCall_FirstIsNew()
    {
        var crawl = await CreateAsync();
        var url = Url(crawl, "a.example", "1");

        Assert.Equal([true, false, false], await AcceptAsync(crawl, url, url, url));
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task Accept_Again_LeavesTheRowAsItIs()
    {
        var crawl = await CreateAsync();
        await AcceptAsync(crawl, Url(crawl, "a.example", "1", rank: 3, depth: 2));
        var before = await RowAsync(crawl, "https://a.example/1");
        var domain = await AcquireAsync("a.example");
        await CompleteAsync(Fetched(Assert.Single(await LeaseAsync(domain, 5)), domain));

        await AcceptAsync(crawl, Url(crawl, "a.example", "1", rank: 1, depth: 0));

        var after = await RowAsync(crawl, "https://a.example/1");
        Assert.Equal((before.Id, 3, 2, UrlState.Fetched), (after.Id, after.Rank, after.Depth, after.State));
        Assert.Empty(await LeaseAsync(domain, 5));
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task Accept_SameUrlInTwoCrawls_IsTwoRows()
    {
        var one = await SeededAsync("a.example", 3, name: "one");
        var two = await SeededAsync("a.example", 3, name: "two");

        Assert.Equal(3, (await TotalsAsync(one)).Accepted);
        Assert.Equal(3, (await TotalsAsync(two)).Accepted);
        await AssertSoundAsync(one, two);
    }

    [Fact]
    public async Task Accept_Nothing_ChangesNothing()
    {
        var crawl = await CreateAsync();
        Assert.Empty(await AcceptAsync(crawl));
        Assert.Equal(0, (await TotalsAsync(crawl)).Accepted);
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task Accept_IntoRemovedCrawl_Throws()
    {
        var crawl = await CreateAsync();
        await Catalog.RemoveAsync(crawl, Cancel);

        await Assert.ThrowsAsync<StoreException>(() => AcceptAsync(crawl, Url(crawl, "a.example", "1")));
        Assert.Equal(0, await Harness.CountAsync("urls"));
    }

    [Theory]
    [InlineData(CrawlState.Stopped)]
    [InlineData(CrawlState.Paused)]
    public async Task Accept_IntoHeldCrawl_AcceptsAndLeavesTheState(CrawlState state)
    {
        var crawl = await CreateAsync();
        await Catalog.SetStateAsync(crawl, state, Cancel);

        Assert.Equal([true], await AcceptAsync(crawl, Url(crawl, "a.example", "1")));

        Assert.Equal(state, (await Catalog.FindAsync("crawl", Cancel))!.State);
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task Accept_CompleteCrawl_RunsAgainWhenSomethingIsNew()
    {
        var crawl = await CreateAsync();
        var url = Url(crawl, "a.example", "1");
        await AcceptAsync(crawl, url);
        var domain = await AcquireAsync("a.example");
        await CompleteAsync(Fetched((await LeaseAsync(domain, 1))[0], domain));
        Assert.True(await Catalog.TryCompleteAsync(crawl, Cancel));
        var complete = (await Catalog.FindAsync("crawl", Cancel))!;

        await AcceptAsync(crawl, url);
        Assert.Equal(complete, await Catalog.FindAsync("crawl", Cancel));

        await AcceptAsync(crawl, url, Url(crawl, "a.example", "2"));
        var running = (await Catalog.FindAsync("crawl", Cancel))!;
        Assert.Equal((CrawlState.Running, null), (running.State, running.FinishedAt));
        Assert.True(running.Version > complete.Version);
        Assert.Single(await LeaseAsync(domain, 5));
    }

    [Fact]
    public async Task Accept_ScopeKeys_AreInScopeAfterwards()
    {
        var crawl = await CreateAsync("one");
        var other = await CreateAsync("two");
        await Intake.AcceptAsync(crawl, [Url(crawl, "a.example", "1")], ["a.example", "b.example"], Cancel);
        await Intake.AcceptAsync(crawl, [], ["b.example", "c.example"], Cancel);

        Assert.Equal([true, false, true, true], await Intake.InScopeAsync(crawl, ["c.example", "d.example", "a.example", "b.example"], Cancel));
        Assert.Equal([false], await Intake.InScopeAsync(other, ["a.example"], Cancel));
    }

    [Fact]
    public async Task Accept_InBatches_KeepsArrivalOrder()
    {
        var crawl = await CreateAsync();
        await AcceptAsync(crawl, Url(crawl, "b.example", "1"), Url(crawl, "a.example", "2"), Url(crawl, "c.example", "3"));
        await AcceptAsync(crawl, Url(crawl, "a.example", "4"), Url(crawl, "b.example", "5"));

        var rows = await Reader.UrlsAsync(crawl, Cancel).ToListAsync(Cancel);
        Assert.Equal(["1", "2", "3", "4", "5"], rows.Select(row => row.Url[^1..]));
        Assert.Equal(rows.Select(row => row.Id).Order(), rows.Select(row => row.Id));
    }

    [Fact]
    public async Task Accept_CanonicalDiffers_BothAreKept()
    {
        var crawl = await CreateAsync();
        var canonical = Url(crawl, "a.example", "1");
        await AcceptAsync(crawl, canonical with { Url = "https://a.example/1?utm_source=x", Canonical = canonical.Url, Hops = 2 });

        var row = await RowAsync(crawl, canonical.Url);
        Assert.Equal((canonical.Url, "https://a.example/1?utm_source=x"), (row.Url, row.RequestUrl));
        var leased = Assert.Single(await LeaseAsync(await AcquireAsync("a.example"), 1));
        Assert.Equal(("https://a.example/1?utm_source=x", 2), (leased.Url, leased.Hops));
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task Accept_AfterCrash_IsAllThere()
    {
        var crawl = await SeededAsync("a.example", 20);

        await Harness.CrashAsync();

        Assert.Equal(20, (await TotalsAsync(crawl)).Of(UrlState.Queued));
        Assert.Equal(["a.example"], await Owners.DueDomainsAsync(10, Cancel));
        await AssertSoundAsync(crawl);
    }
}
