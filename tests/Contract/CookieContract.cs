using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;
using Thresher.Web.Cookies;

namespace Thresher.Tests.Contract;

/// <summary>A crawl's cookies are as old as what is stored: they are written with a completion or not at all.</summary>
public abstract class CookieContract(StoreHarness harness) : StoreContract(harness)
{
    private const string Site = "a.example";

    [Fact]
    public async Task Complete_WithCookies_KeepsThemForItsCrawlAndSite()
    {
        var (crawl, other) = (await SeededAsync(Site, 3), await SeededAsync(Site, 1, name: "other"));
        var domain = await AcquireAsync(Site);
        LeasedUrl[] urls = [.. (await LeaseAsync(domain, 4)).Where(url => url.CrawlId == crawl)];
        var full = new Cookie("www.a.example", "/x", "a", "ä=1") { HostOnly = true, Secure = true, ExpiresAt = Now + 5, SetAt = Now };
        await CompleteAsync(Fetched(urls[0], domain) with { Cookies = Sets(full, new Cookie(Site, "/", "b", "1")) });
        Assert.Equal([full, new Cookie(Site, "/", "b", "1")], await CookiesAsync(crawl));
        Assert.Empty(await CookiesAsync(other));
        Assert.Empty(await Store.Cookies.ReadAsync(crawl, "b.example", Cancel));

        // Two ends in one transaction: the last change of a cookie counts.
        await Queue.CompleteAsync(
            [
                Ends(urls[1], domain, UrlState.Failed, FetchOutcome.NotFound) with { Cookies = Sets(new Cookie(Site, "/", "b", "2"), new Cookie(Site, "/", "c", "1")) },
                Ends(urls[2], domain, UrlState.Retrying, FetchOutcome.ServerError) with
                {
                    Cookies = new CookieUpdate(Site, [new CookieChange(full, true), new CookieChange(new Cookie(Site, "/", "b", "3"), false)]),
                },
            ],
            Cancel);
        Assert.Equal([new Cookie(Site, "/", "b", "3"), new Cookie(Site, "/", "c", "1")], await CookiesAsync(crawl));
    }

    [Fact]
    public async Task Complete_ThatComesTooLate_ChangesNoCookie()
    {
        var crawl = await SeededAsync(Site, 1);
        var domain = await AcquireAsync(Site);
        var url = Assert.Single(await LeaseAsync(domain, 1));
        await TakeOverAsync(Site);
        Assert.False((await CompleteAsync(Fetched(url, domain) with { Cookies = Sets(new Cookie(Site, "/", "a", "1")) })).Applied);
        Assert.Empty(await CookiesAsync(crawl));
    }

    [Fact]
    public async Task Crash_AfterACompletion_LosesNoCookie()
    {
        var crawl = await SeededAsync(Site, 1);
        var domain = await AcquireAsync(Site);
        await CompleteAsync(Fetched(Assert.Single(await LeaseAsync(domain, 1)), domain) with { Cookies = Sets(new Cookie(Site, "/", "a", "1")) });
        await Harness.CrashAsync();
        Assert.Equal("1", Assert.Single(await CookiesAsync(crawl)).Value);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Remove_OfACrawl_RemovesItsCookies(bool alone)
    {
        var crawl = await SeededAsync(Site, 1);
        if (!alone)
        {
            await CreateAsync("other");
        }

        var domain = await AcquireAsync(Site);
        await CompleteAsync(Fetched(Assert.Single(await LeaseAsync(domain, 1)), domain) with { Cookies = Sets(new Cookie(Site, "/", "a", "1")) });
        await Catalog.RemoveAsync(crawl, Cancel);
        Assert.Equal(0, await Harness.CountAsync("cookies"));
    }

    [Fact]
    public async Task Complete_ThatReopens_QueuesTheRedirectAgain_SoOften_AndTheLedgerAddsUp()
    {
        const string elsewhere = "b.example";
        var crawl = await SeededAsync(Site, 1);
        var back = Url(crawl, elsewhere, "set");
        await AcceptAsync(crawl, back);
        var (here, there) = (await AcquireAsync(Site), await AcquireAsync(elsewhere));
        var start = Urls(crawl, Site, 1)[0];
        for (var turn = 1; turn <= UrlCompletion.MostTurns + 1; turn++)
        {
            var isLast = turn > UrlCompletion.MostTurns;
            var url = Assert.Single(await LeaseAsync(here, 1));
            Assert.Equal(turn - 1, url.Attempts);
            Assert.True((await CompleteAsync(Ends(url, here, UrlState.Redirected, FetchOutcome.Redirect) with { Reopens = turn == 1 ? null : back.Hash })).Applied);
            var set = Assert.Single(await LeaseAsync(there, 1));
            Assert.True((await CompleteAsync(Ends(set, there, UrlState.Redirected, FetchOutcome.Redirect) with { Reopens = start.Hash })).Applied);
            Assert.Equal(isLast ? UrlState.Redirected : UrlState.Queued, (await RowAsync(crawl, start.Url)).State);
        }

        Assert.Empty(await LeaseAsync(here, 1));
        Assert.True(await Catalog.TryCompleteAsync(crawl, Cancel));
        Assert.Empty((await Reader.VerifyAsync(crawl, Cancel)).Problems);
    }

    [Fact]
    public async Task Complete_ThatReopens_LeavesOtherEndsAndCrawlsAlone()
    {
        var crawl = await SeededAsync(Site, 2);
        var domain = await AcquireAsync(Site);
        var urls = await LeaseAsync(domain, 2);
        var first = Urls(crawl, Site, 2).Single(url => url.Url == urls[0].Url);
        await CompleteAsync(Fetched(urls[0], domain));
        await CompleteAsync(Ends(urls[1], domain, UrlState.Redirected, FetchOutcome.Redirect) with { Reopens = first.Hash });
        Assert.Equal(UrlState.Fetched, (await RowAsync(crawl, first.Url)).State);
    }

    [Fact]
    public async Task ReopenRedirect_QueuesARedirectAgain_SoOften_AndItsCrawlRuns()
    {
        var crawl = await SeededAsync(Site, 2);
        var other = await SeededAsync(Site, 1, name: "other");
        var domain = await AcquireAsync(Site);
        var urls = (await LeaseAsync(domain, 3)).Where(url => url.CrawlId == crawl).ToList();
        await CompleteAsync(Fetched(urls[1], domain));
        var hashes = urls.ConvertAll(url => Urls(crawl, Site, 2).Single(row => row.Url == url.Url).Hash);
        Assert.False(await Transitions.ReopenRedirectAsync(crawl, hashes[0], Cancel));
        Assert.False(await Transitions.ReopenRedirectAsync(crawl, hashes[1], Cancel));
        for (var turn = 1; turn <= UrlCompletion.MostTurns; turn++)
        {
            await CompleteAsync(Ends(urls[0], domain, UrlState.Redirected, FetchOutcome.Redirect));
            Assert.True(await Catalog.TryCompleteAsync(crawl, Cancel));
            Assert.False(await Transitions.ReopenRedirectAsync(other, hashes[0], Cancel));
            Assert.True(await Transitions.ReopenRedirectAsync(crawl, hashes[0], Cancel));
            Assert.Equal(CrawlState.Running, (await Catalog.FindAsync("crawl", Cancel))!.State);
            urls[0] = Assert.Single(await LeaseAsync(domain, 1));
            Assert.Equal(turn, urls[0].Attempts);
        }

        await CompleteAsync(Ends(urls[0], domain, UrlState.Redirected, FetchOutcome.Redirect));
        Assert.False(await Transitions.ReopenRedirectAsync(crawl, hashes[0], Cancel));
        await AssertSoundAsync(crawl);
    }

    private static CookieUpdate Sets(params Cookie[] cookies) => new(Site, [.. cookies.Select(cookie => new CookieChange(cookie, false))]);

    private async Task<IEnumerable<Cookie>> CookiesAsync(long crawl) => (await Store.Cookies.ReadAsync(crawl, Site, Cancel)).OrderBy(cookie => cookie.Name, StringComparer.Ordinal);
}
