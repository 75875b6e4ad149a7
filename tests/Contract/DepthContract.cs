using Thresher.Jobs.Outcomes;
using Thresher.Jobs.Scope;
using Thresher.Storage.Depths;
using Thresher.Storage.Rows;

namespace Thresher.Tests.Contract;

/// <summary>A URL's depth is the shortest way known, whichever way was found first.</summary>
public abstract class DepthContract(StoreHarness harness) : StoreContract(harness)
{
    private const int MaxDepth = 4;
    private const string Host = "a.example";
    private long _crawl;

    [Fact]
    public async Task Shorten_QueuedUrlFoundAgainNearer_TakesTheDepthAndGoesBeforeOthers()
    {
        var (crawl, domain) = await OwnedAsync("s");
        await FetchedAsync(domain, crawl, ("far", 3), ("near", 2));
        await AcceptAsync(crawl, At(crawl, "far", 1));

        await ShortenAsync(crawl);
        Assert.Equal(1, (await DepthsAsync(crawl))["far"]);
        Assert.Equal(["far", "near"], (await LeaseAsync(domain, 10)).Select(Path));
        Assert.Equal(0, await Harness.CountAsync("shorter_paths"));
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task Shorten_StoredPage_LeadsOnToAllThatItReaches()
    {
        var (crawl, domain) = await OwnedAsync("s");
        await FetchedAsync(domain, crawl, ("a", 3));
        await FetchedAsync(domain, crawl, Leading(("b", 1), ("same", 0)), ("b", 4), ("same", 3));
        await FetchedAsync(domain, crawl, Leading());
        await FetchedAsync(domain, crawl, Leading(("a", 1)));

        await AcceptAsync(crawl, At(crawl, "a", 1));
        Assert.False(await Catalog.TryCompleteAsync(crawl, Cancel));
        await ShortenAsync(crawl);

        var depths = await DepthsAsync(crawl);
        Assert.Equal((1, 2, 1), (depths["a"], depths["b"], depths["same"]));
        Assert.True(await Catalog.TryCompleteAsync(crawl, Cancel));
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task Shorten_PageWithLinksLeftOutAsTooDeep_IsReadAgainOnceTheyAreNot()
    {
        var (crawl, domain) = await OwnedAsync("s");
        await FetchedAsync(domain, crawl, ("edge", MaxDepth));
        await FetchedAsync(domain, crawl, new OutLinks { TooDeep = true });
        Assert.True(await Catalog.TryCompleteAsync(crawl, Cancel));

        await AcceptAsync(crawl, At(crawl, "edge", MaxDepth - 1));
        Assert.False(await Catalog.TryCompleteAsync(crawl, Cancel));
        await ShortenAsync(crawl);
        await AssertSoundAsync(crawl);

        domain = await AcquireAsync(Host);
        var again = Assert.Single(await LeaseAsync(domain, 10));
        Assert.Equal(("edge", MaxDepth - 1, null), (Path(again), again.Depth, again.Copy));
        await CompleteAsync(Fetched(again, domain, At(crawl, "beyond", MaxDepth)));
        await AssertSoundAsync(crawl);
        Assert.Equal(2, (await TotalsAsync(crawl)).Of(UrlState.Fetched));
    }

    [Fact]
    public async Task Shorten_UrlThatIsBeingFetched_WaitsForItsEnd()
    {
        var (crawl, domain) = await OwnedAsync("s");
        await FetchedAsync(domain, crawl, ("a", 3));
        var leased = Assert.Single(await LeaseAsync(domain, 1));
        await AcceptAsync(crawl, At(crawl, "a", 1));
        Assert.Equal(0, await Store.Depths.ShortenSomeAsync(crawl, MaxDepth, 10, Cancel));

        await CompleteAsync(Fetched(leased, domain, At(crawl, "b", 4)) with { OutLinks = Leading(crawl, ("b", 1)).ToBytes() });
        await ShortenAsync(crawl);
        var depths = await DepthsAsync(crawl);
        Assert.Equal((1, 2), (depths["a"], depths["b"]));
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task Shorten_KilledBetweenSteps_GoesOnAndAHostileCircleEnds()
    {
        var (crawl, domain) = await OwnedAsync("s");
        await FetchedAsync(domain, crawl, ("a", 3));
        await FetchedAsync(domain, crawl, Leading(("b", 1)), ("b", 4));
        await FetchedAsync(domain, crawl, Leading(("a", 1), ("b", 0)));
        await AcceptAsync(crawl, At(crawl, "a", 1));
        Assert.Equal(1, await Store.Depths.ShortenSomeAsync(crawl, MaxDepth, 1, Cancel));

        await Harness.CrashAsync();
        await ShortenAsync(crawl);
        var depths = await DepthsAsync(crawl);
        Assert.Equal((1, 2), (depths["a"], depths["b"]));
        await Catalog.RemoveAsync(crawl, Cancel);
        Assert.Equal((0, 0), (await Harness.CountAsync("page_links"), await Harness.CountAsync("shorter_paths")));
    }

    private static NewUrl At(long crawl, string path, int depth) => Url(crawl, Host, path, UrlRank.Of(depth), depth);

    private static OutLinks Leading(long crawl, params (string Path, int Steps)[] targets)
    {
        var links = new OutLinks();
        foreach (var (path, steps) in targets)
        {
            links.Add(At(crawl, path, 0).Hash, steps);
        }

        return links;
    }

    private OutLinks Leading(params (string Path, int Steps)[] targets) => Leading(_crawl, targets);

    private async Task<(long Crawl, DomainLease Domain)> OwnedAsync(string seed)
    {
        _crawl = await CreateAsync();
        await AcceptAsync(_crawl, At(_crawl, seed, 0));
        return (_crawl, await AcquireAsync(Host));
    }

    private Task FetchedAsync(DomainLease domain, long crawl, params (string Path, int Depth)[] links) => FetchedAsync(domain, crawl, (OutLinks?)null, links);

    private async Task FetchedAsync(DomainLease domain, long crawl, OutLinks? leading, params (string Path, int Depth)[] links)
    {
        if (await LeaseAsync(domain, 1) is [var url])
        {
            await CompleteAsync(Fetched(url, domain, [.. links.Select(link => At(crawl, link.Path, link.Depth))]) with { OutLinks = leading?.ToBytes() });
        }
    }

    private async Task ShortenAsync(long crawl)
    {
        while (await Store.Depths.ShortenSomeAsync(crawl, MaxDepth, 2, Cancel) > 0)
        {
        }
    }

    private async Task<Dictionary<string, int>> DepthsAsync(long crawl) =>
        (await Reader.UrlsAsync(crawl, Cancel).ToListAsync(Cancel)).ToDictionary(row => new Uri(row.Url).AbsolutePath[1..], row => row.Depth);
}
