using System.Net;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;
using Thresher.TestWeb.Ledger;

namespace Thresher.Tests.Unit.TestWeb;

public sealed class RedirectAndTrapTests(RoughWeb rough) : IClassFixture<RoughWeb>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private SyntheticWeb Web => rough.Web;

    [Theory]
    [InlineData(PageKind.Redirect, 1)]
    [InlineData(PageKind.RedirectAway, 1)]
    [InlineData(PageKind.RedirectChain, 4)]
    public async Task Get_Redirect_EndsAtAPage(PageKind kind, int mostHops)
    {
        var statuses = new HashSet<HttpStatusCode>();
        foreach (var start in Web.Truth.UrlsOf(kind).Take(40))
        {
            var url = new Uri(start);
            for (var hop = 0; ; hop++)
            {
                using var response = await rough.Client.GetAsync(url, Cancellation);
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    Assert.InRange(hop, 1, mostHops);
                    Assert.Equal(kind == PageKind.RedirectAway, url.Authority != new Uri(start).Authority);
                    break;
                }

                statuses.Add(response.StatusCode);
                url = new Uri(url, response.Headers.Location!);
            }
        }

        Assert.Equal([301, 302, 307, 308], statuses.Select(status => (int)status).Order());
    }

    [Fact]
    public async Task Get_RedirectLoop_ComesBack()
    {
        var start = new Uri(Web.Truth.UrlsOf(PageKind.RedirectLoop).First());
        using var away = await rough.Client.GetAsync(start, Cancellation);
        var other = new Uri(start, away.Headers.Location!);
        using var back = await rough.Client.GetAsync(other, Cancellation);
        Assert.NotEqual(start, other);
        Assert.Equal(start.AbsolutePath, new Uri(other, back.Headers.Location!).AbsolutePath);
    }

    [Fact]
    public async Task Get_RedirectEndless_AlwaysLeadsOn()
    {
        var url = new Uri(Web.Truth.UrlsOf(PageKind.RedirectEndless).First());
        var seen = new HashSet<string>();
        for (var hop = 0; hop < 30; hop++)
        {
            Assert.True(seen.Add(url.AbsolutePath));
            using var response = await rough.Client.GetAsync(url, Cancellation);
            url = new Uri(url, response.Headers.Location!);
        }

        Assert.True(Web.Truth.IsTrap(url.AbsoluteUri));
    }

    [Theory]
    [InlineData(PageKind.Calendar)]
    [InlineData(PageKind.Maze)]
    [InlineData(PageKind.Session)]
    public async Task Get_Trap_AlwaysHasANewPageInside(PageKind kind)
    {
        foreach (var entry in Web.Truth.UrlsOf(kind).Take(4))
        {
            using var client = WebClient.Create();
            var crawl = new PlainCrawl(client, obey: false, url => url.AbsoluteUri.StartsWith(entry, StringComparison.Ordinal));
            using var enough = new CancellationTokenSource();
            void Count(RequestEntry request)
            {
                if (crawl.Met.Count > 30)
                {
                    enough.Cancel();
                }
            }

            Web.OnRequest += Count;
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => crawl.RunAsync([new Uri(entry)], enough.Token));
            Web.OnRequest -= Count;
            Assert.All(crawl.Met.Keys.Where(url => url != entry), url => Assert.True(Web.Truth.IsTrap(url), url));
        }
    }
}
