using Thresher.Grains.Contracts;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Jobs.Scope;
using Thresher.Storage.Rows;
using Thresher.Web.Urls;

namespace Thresher.Tests.Contract;

/// <summary>Fetching the pages of a complete crawl again: what is stored stays until it is replaced, and every count holds meanwhile.</summary>
public abstract class RefreshingContract(StoreHarness harness) : StoreContract(harness)
{
    [Fact]
    public async Task Refresh_CompleteCrawl_ServesEveryPageWithItsCopyBeforeNewUrls()
    {
        var (crawl, domain) = await CompleteCrawlAsync(5);

        Assert.True(await Catalog.BeginRefreshAsync(crawl, Cancel));
        Assert.False(await Catalog.TryCompleteAsync(crawl, Cancel));
        await QueueAllAsync(crawl);
        await AcceptAsync(crawl, Url(crawl, "a.example", "new"));
        await AssertSoundAsync(crawl);

        var leased = await LeaseAsync(domain, 10);
        Assert.Equal(["p00000", "p00001", "p00002", "p00003", "new"], leased.Select(Path));
        Assert.Equal(["\"1\"", "\"1\"", "\"1\"", "\"1\"", null], leased.Select(url => url.Copy?.ETag));
        Assert.Equal((new Hash128(1, 100), "Thu, 01 Jan 2026 00:00:00 GMT"), (leased[0].Copy!.ContentHash, leased[0].Copy!.LastModified));
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task Refresh_UnchangedChangedGoneFailed_AreToldApartAndAddUp()
    {
        var (crawl, domain) = await CompleteCrawlAsync(5);
        await Catalog.BeginRefreshAsync(crawl, Cancel);
        await QueueAllAsync(crawl);
        var leased = await LeaseAsync(domain, 10);
        await Harness.AdvanceAsync(TimeSpan.FromMinutes(1));

        await CompleteAsync(Ends(leased[0], domain, UrlState.Fetched, FetchOutcome.NotModified) with { Check = new PageCheck(Now, "\"2\"", null) });
        await CompleteAsync(Ends(leased[1], domain, UrlState.Fetched, FetchOutcome.Changed) with { Page = Page(250), Links = [Url(crawl, "a.example", "new")] });
        await CompleteAsync(Ends(leased[2], domain, UrlState.Failed, FetchOutcome.PageGone));
        await CompleteAsync(Ends(leased[3], domain, UrlState.Failed, FetchOutcome.ServerError));
        await AssertSoundAsync(crawl);

        var pages = await Reader.PagesAsync(crawl, Cancel).ToListAsync(Cancel);
        Assert.Equal([PageChange.Unchanged, PageChange.Changed, PageChange.Gone, PageChange.Stale], pages.Select(page => page.Change));
        Assert.Equal([100L, 250, 100, 100], pages.Select(page => page.Page.Bytes));
        Assert.Equal(("\"2\"", Now), (pages[0].Page.ETag, pages[0].Page.CheckedAt));
        Assert.True(pages[0].Page.FetchedAt < Now);
        var status = CrawlStatus.Of((await Catalog.FindAsync("crawl", Cancel))!, await TotalsAsync(crawl));
        Assert.Equal((1L, 1L, 1L), (status.Unchanged, status.Changed, status.Gone));

        // The next refresh requests pages that are gone or failed again, and completes.
        await CompleteAsync(Ends((await LeaseAsync(domain, 1))[0], domain, UrlState.Failed, FetchOutcome.NotFound));
        Assert.True(await Catalog.TryCompleteAsync(crawl, Cancel));
        await Harness.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.True(await Catalog.BeginRefreshAsync(crawl, Cancel));
        await QueueAllAsync(crawl);
        Assert.Equal(4, (await LeaseAsync(domain, 10)).Count(url => url.Copy is not null));
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task Refresh_QueuedInSmallStepsThroughCrashes_QueuesEachPageOnce()
    {
        var (crawl, domain) = await CompleteCrawlAsync(8);
        await Catalog.BeginRefreshAsync(crawl, Cancel);
        var at = await Transitions.RefreshSomeAsync(crawl, 0, 3, Cancel);
        Assert.NotNull(at);
        var first = await LeaseAsync(domain, 2);
        await CompleteAsync(Ends(first[0], domain, UrlState.Fetched, FetchOutcome.NotModified) with { Check = new PageCheck(Now, null, null) });
        await Harness.CrashAsync();
        await AssertSoundAsync(crawl);

        domain = await TakeOverAsync("a.example");
        await QueueAllAsync(crawl, 3);
        Assert.Equal(6, (await LeaseAsync(domain, 20)).Count);
        Assert.Equal(0, (await Catalog.FindAsync("crawl", Cancel))!.RefreshBefore);
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task Refresh_ExcludedOrLostOnTheWay_KeepsWhatIsStored()
    {
        var (crawl, domain) = await CompleteCrawlAsync(4);
        await Catalog.BeginRefreshAsync(crawl, Cancel);
        await QueueAllAsync(crawl);
        await LeaseAsync(domain, 1);
        await AssertSoundAsync(crawl);
        domain = await TakeOverAsync("a.example");
        await AssertSoundAsync(crawl);
        while (await Transitions.ExcludePendingAsync(crawl, FetchOutcome.PageLimit, 10, Cancel) > 0)
        {
        }

        await AssertSoundAsync(crawl);
        Assert.All(await Reader.PagesAsync(crawl, Cancel).ToListAsync(Cancel), page => Assert.Equal(PageChange.Stale, page.Change));
        Assert.Equal(3, await Transitions.ReadmitAsync(crawl, FetchOutcome.PageLimit, Cancel));
        Assert.All(await LeaseAsync(domain, 10), url => Assert.NotNull(url.Copy));
        await AssertSoundAsync(crawl);
        await Catalog.RemoveAsync(crawl, Cancel);
        Assert.Equal(0, await Harness.CountAsync("pages"));
    }

    [Fact]
    public async Task BeginRefresh_CrawlNotComplete_ChangesNothing()
    {
        var crawl = await SeededAsync("a.example", 2);
        Assert.False(await Catalog.BeginRefreshAsync(crawl, Cancel));
        Assert.Equal((0, CrawlState.Running), ((await Catalog.FindAsync("crawl", Cancel))!.RefreshBefore, (await Catalog.FindAsync("crawl", Cancel))!.State));
    }

    [Fact]
    public async Task Sitemap_ReadInBatches_AcceptsLinksWhileItsLeaseGoesOn()
    {
        var crawl = await CreateAsync();
        const string address = "https://a.example/sitemap.xml";
        var sitemap = new NewUrl(UrlIdentity.Of(address, crawl, UrlKind.Sitemap), address, null, "a.example", 0, 0, 0) { Kind = UrlKind.Sitemap };
        await AcceptAsync(crawl, sitemap, Url(crawl, "a.example", "sitemap.xml"));
        var domain = await AcquireAsync("a.example");
        var leased = await LeaseAsync(domain, 10);
        Assert.Equal([UrlKind.Sitemap, UrlKind.Page], leased.Select(url => url.Kind));

        for (var batch = 0; batch < 2; batch++)
        {
            var links = new[] { Url(crawl, "a.example", "1"), Url(crawl, "b.example", $"{batch}") };
            var more = await CompleteAsync(Ends(leased[0], domain, UrlState.Leased, FetchOutcome.None) with { Links = links });
            Assert.Equal((true, batch == 0 ? 1 : 0, 1), (more.Applied, more.AddedToOwnDomain, more.AddedElsewhere.Count));
            await AssertSoundAsync(crawl);
        }

        await CompleteAsync(Ends(leased[0], domain, UrlState.Redirected, FetchOutcome.Sitemap));
        Assert.False((await CompleteAsync(Ends(leased[0], domain, UrlState.Leased, FetchOutcome.None) with { Links = [Url(crawl, "a.example", "late")] })).Applied);
        Assert.Equal(address, (await RowAsync(crawl, "https://a.example/1")).FoundOn);
        await AssertSoundAsync(crawl);

        // A refresh reads it again.
        await CompleteAsync(Fetched(leased[1], domain));
        foreach (var url in await LeaseAsync(domain, 10))
        {
            await CompleteAsync(Fetched(url, domain));
        }

        var other = await AcquireAsync("b.example");
        foreach (var url in await LeaseAsync(other, 10))
        {
            await CompleteAsync(Fetched(url, other));
        }

        Assert.True(await Catalog.TryCompleteAsync(crawl, Cancel));
        await Harness.AdvanceAsync(TimeSpan.FromSeconds(1));
        await Catalog.BeginRefreshAsync(crawl, Cancel);
        await QueueAllAsync(crawl);
        Assert.Contains(await LeaseAsync(domain, 10), url => url is { Kind: UrlKind.Sitemap, Copy: null });
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task Pages_WithEqualContent_NameTheFirstOfThem()
    {
        var crawl = await SeededAsync("a.example", 4);
        var domain = await AcquireAsync("a.example");
        foreach (var (url, bytes) in (await LeaseAsync(domain, 10)).Zip([100L, 200, 100, 100]))
        {
            await CompleteAsync(Fetched(url, domain) with { Page = Page(bytes) with { SimHash = ulong.MaxValue - (ulong)bytes } });
        }

        var pages = await Reader.PagesAsync(crawl, Cancel).ToListAsync(Cancel);
        var first = "https://a.example/p00000";
        Assert.Equal([null, null, first, first], pages.Select(page => page.DuplicateOf));
        Assert.Equal(ulong.MaxValue - 200, pages[1].Page.SimHash);
        Assert.Equal(first, await Reader.UrlOfAsync(pages[0].UrlId, Cancel));
        Assert.Null(await Reader.UrlOfAsync(987654, Cancel));
    }

    [Fact]
    public async Task FindHost_KnownAndUnknown_IsFoundByKey()
    {
        var crawl = await SeededAsync("a.example", 4);
        await SeededAsync("b.example", 1, name: "other");
        Assert.Equal(4, (await Reader.FindHostAsync(crawl, "a.example", Cancel))!.Queued);
        Assert.Null(await Reader.FindHostAsync(crawl, "b.example", Cancel));
        Assert.Null(await Reader.FindHostAsync(crawl, "c.example", Cancel));
    }

    [Fact]
    public async Task Lease_PagesPerHostLimit_CountsEachHostAlone()
    {
        var job = new CrawlJob { Limits = new CrawlLimits { MaxPagesPerHost = 2 } };
        var crawl = (await Catalog.CreateAsync("crawl", job.ToJson(), Cancel)).Id;
        await AcceptAsync(crawl, [.. Urls(crawl, "a.example", 5), .. Urls(crawl, "b.example", 3)]);
        var (a, b) = (await AcquireAsync("a.example"), await AcquireAsync("b.example"));
        var leased = await LeaseAsync(a, 10);
        Assert.Equal((2, 2), (leased.Count, (await LeaseAsync(b, 10)).Count));

        // One that fails makes room for another.
        await CompleteAsync(Ends(leased[0], a, UrlState.Failed, FetchOutcome.NotFound));
        await CompleteAsync(Fetched(leased[1], a));
        Assert.Equal(0, await Transitions.ExcludeHostsAtLimitAsync(crawl, 2, 100, Cancel));
        await CompleteAsync(Fetched(Assert.Single(await LeaseAsync(a, 10)), a));
        Assert.Empty(await LeaseAsync(a, 10));
        Assert.True(await Leases.ReleaseAsync(a.DomainId, a.Epoch, Cancel));
        Assert.Equal(2, await Transitions.ExcludeHostsAtLimitAsync(crawl, 2, 100, Cancel));
        Assert.Equal((2L, 1L), ((await Reader.FindHostAsync(crawl, "a.example", Cancel))!.Excluded, (await Reader.FindHostAsync(crawl, "b.example", Cancel))!.Queued));
        await AssertSoundAsync(crawl);

        await Catalog.UpdateJobAsync(crawl, new CrawlJob().ToJson(), Cancel);
        Assert.Equal(2, await Transitions.ReadmitAsync(crawl, FetchOutcome.HostPageLimit, Cancel));
        Assert.Equal(2, (await LeaseAsync(await AcquireAsync("a.example"), 10)).Count);
    }

    /// <summary>A complete crawl: so many URLs, all but the last of them stored.</summary>
    private async Task<(long Crawl, DomainLease Domain)> CompleteCrawlAsync(int urls)
    {
        var crawl = await SeededAsync("a.example", urls);
        var domain = await AcquireAsync("a.example");
        var leased = await LeaseAsync(domain, urls);
        foreach (var url in leased.SkipLast(1))
        {
            await CompleteAsync(Fetched(url, domain) with { Page = Page() with { ETag = "\"1\"", LastModified = "Thu, 01 Jan 2026 00:00:00 GMT" } });
        }

        await CompleteAsync(Ends(leased[^1], domain, UrlState.Failed, FetchOutcome.NotFound));
        Assert.True(await Catalog.TryCompleteAsync(crawl, Cancel));
        await Harness.AdvanceAsync(TimeSpan.FromSeconds(1));
        return (crawl, domain);
    }

    private async Task QueueAllAsync(long crawl, int step = 1000)
    {
        long? at = 0;
        while (at is { } from)
        {
            at = await Transitions.RefreshSomeAsync(crawl, from, step, Cancel);
        }

        await Catalog.EndRefreshAsync(crawl, Cancel);
    }
}
