using Thresher.TestWeb;
using Thresher.TestWeb.Generation;
using Thresher.TestWeb.Truth;

namespace Thresher.Tests.Unit.TestWeb;

public sealed class WebTruthTests
{
    private static readonly SyntheticWebOptions Rough = new()
    {
        Seed = 7,
        Hosts = 3,
        PagesPerHost = 100,
        Shares = PageShares.AllFinite(0.03),
        Robots = [RobotsVariant.Rules, RobotsVariant.Absent, RobotsVariant.Huge],
        SlowDelay = TimeSpan.FromMilliseconds(1),
        DripInterval = TimeSpan.FromMilliseconds(1),
        HugeBytes = 200_000,
        BombBytes = 200_000,
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, true, false)]
    [InlineData(2, true, true)]
    [InlineData(3, false, false)]
    [InlineData(4, false, true)]
    public async Task Expect_RoughWebCrawledByOthers_IsWhatTheyFind(ulong seed, bool obey, bool oneSeedAnyHost)
    {
        await using var web = await SyntheticWeb.StartAsync(Rough with { Seed = seed }, Cancellation);
        var seeds = oneSeedAnyHost ? [web.Seeds[1]] : web.Seeds;
        var crawl = web.Truth.Expect(new CrawlTerms { Seeds = seeds, AnyHost = oneSeedAnyHost, RespectRobots = obey, RespectNofollow = obey });
        using var client = WebClient.Create();
        var found = new PlainCrawl(client, obey, url => oneSeedAnyHost || seeds.Any(seed => seed.Authority == url.Authority));
        await found.RunAsync(seeds, Cancellation);

        Assert.Equal(
            crawl.Pages.Values.Select(page => $"{Status(page)} {page.Url}").Order(StringComparer.Ordinal),
            found.Met.Select(page => $"{page.Value} {page.Key}").Order(StringComparer.Ordinal));
        var requests = web.Ledger.Analyze();
        Assert.Empty(requests.Unexpected(crawl));
        Assert.Empty(requests.Disallowed(crawl));
        Assert.Empty(requests.Missing(crawl));
        Assert.All(web.Truth.UrlsOf(PageKind.Orphan), orphan => Assert.DoesNotContain(orphan, crawl.Pages));
    }

    [Fact]
    public async Task Expect_OneHostSeeded_StaysOnIt()
    {
        await using var web = await SyntheticWeb.StartAsync(Rough, Cancellation);
        var crawl = web.Truth.Expect(new CrawlTerms { Seeds = [web.Seeds[2]] });
        Assert.All(crawl.Pages.Values, page => Assert.Equal(2, page.Host));
        Assert.Equal(crawl.Pages.Count, crawl.CountsOf(2).Values.Sum());
    }

    [Fact]
    public async Task Expect_AllHosts_CoversEveryExistingPageButOrphans()
    {
        await using var web = await SyntheticWeb.StartAsync(Rough, Cancellation);
        var crawl = web.Truth.Expect(new CrawlTerms { RespectRobots = false, RespectNofollow = false });
        var missing = web.Truth.ExistingUrls().Except(crawl.Pages.Keys).Order();
        Assert.Equal(web.Truth.UrlsOf(PageKind.Orphan).Order(), missing);
    }

    [Fact]
    public async Task Expect_RobotsUnavailable_LeavesTheHostAlone()
    {
        await using var web = await SyntheticWeb.StartAsync(Rough with { Robots = [RobotsVariant.AllowAll, RobotsVariant.ServerError] }, Cancellation);
        var crawl = web.Truth.Expect();
        Assert.Equal([ExpectedOutcome.RobotsUnavailable], crawl.CountsOf(1).Keys);
        Assert.Equal(RequestVerdict.Disallowed, crawl.Judge(web.Seeds[1].AbsoluteUri));
    }

    [Fact]
    public async Task Expect_ManyPages_LieWithinTenLinks()
    {
        await using var web = await SyntheticWeb.StartAsync(
            new SyntheticWebOptions { Hosts = 1, PagesPerHost = 100_000, LinksPerPage = 2, Shares = PageShares.Ordinary }, Cancellation);
        Assert.InRange(web.Truth.Expect().Pages.Values.Max(page => page.Depth), 5, 10);
    }

    [Fact]
    public async Task Judge_TrapSiteFileAndStranger_AreToldApart()
    {
        await using var web = await SyntheticWeb.StartAsync(Rough with { Hosts = 1, Shares = PageShares.All(0.03) }, Cancellation);
        var crawl = web.Truth.Expect();
        var calendar = web.Truth.UrlsOf(PageKind.Calendar).First();
        Assert.Equal(RequestVerdict.Expected, crawl.Judge(calendar));
        Assert.Equal(RequestVerdict.Trap, crawl.Judge($"{calendar}/2031-07"));
        Assert.True(web.Truth.IsTrap($"{calendar}/2031-07"));
        Assert.False(web.Truth.IsTrap($"{calendar}/2031-13"));
        Assert.Equal(RequestVerdict.SiteFile, crawl.Judge($"{web.Seeds[0]}robots.txt"));
        Assert.Equal(RequestVerdict.SiteFile, crawl.Judge($"{web.Seeds[0]}sitemap.xml"));
        Assert.Equal(RequestVerdict.Unexpected, crawl.Judge($"{web.Seeds[0]}ghost/script-0"));
        Assert.Equal(RequestVerdict.Unexpected, crawl.Judge("http://elsewhere.example/"));
        Assert.Equal(RequestVerdict.Unexpected, crawl.Judge(web.Truth.UrlsOf(PageKind.Orphan).First()));
    }

    [Fact]
    public async Task Expect_ItemSeeds_AreFetchedWithoutLinks()
    {
        await using var web = await SyntheticWeb.StartAsync(cancellation: Cancellation);
        var crawl = web.Truth.Expect(new CrawlTerms { Seeds = [new Uri(web.Seeds[0], "/items/1"), new Uri(web.Seeds[0], "/items/999999")] });
        Assert.Equal(2, crawl.Count(ExpectedOutcome.Fetched));
        Assert.Equal(2, crawl.Pages.Count);
    }

    private static int Status(ExpectedPage page) => page switch
    {
        { IsRequested: false } => 0,
        { Kind: PageKind.CutOff } => -1,
        _ => page.Status,
    };
}
