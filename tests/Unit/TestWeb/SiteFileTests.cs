using System.Net;
using System.Xml.Linq;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;

namespace Thresher.Tests.Unit.TestWeb;

public sealed class SiteFileTests(RoughWeb rough) : IClassFixture<RoughWeb>
{
    private const string Rule = "Disallow: /private/\n";

    private static readonly XNamespace Sitemap = "http://www.sitemaps.org/schemas/sitemap/0.9";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(RobotsVariant.AllowAll, 200, "Disallow: \n")]
    [InlineData(RobotsVariant.Absent, 404, "")]
    [InlineData(RobotsVariant.Forbidden, 403, "")]
    [InlineData(RobotsVariant.Rules, 200, Rule)]
    [InlineData(RobotsVariant.CrawlDelay, 200, Rule + "Crawl-delay: 2.5\n")]
    [InlineData(RobotsVariant.ServerError, 503, "")]
    [InlineData(RobotsVariant.Redirect, 301, "")]
    [InlineData(RobotsVariant.Huge, 200, Rule)]
    [InlineData(RobotsVariant.Slow, 200, Rule)]
    public async Task Get_Robots_AnswersAsItsVariant(RobotsVariant variant, int status, string text)
    {
        using var response = await GetAsync((int)variant, "/robots.txt");
        Assert.Equal(status, (int)response.StatusCode);
        var body = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains(text, body, StringComparison.Ordinal);
        Assert.Equal(variant == RobotsVariant.Huge, body.Length > 500 * 1024);
    }

    [Fact]
    public async Task Get_RobotsErrorFirst_ThenHasRules()
    {
        using var first = await GetAsync((int)RobotsVariant.ServerErrorFirst, "/robots.txt");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, first.StatusCode);
        using var second = await GetAsync((int)RobotsVariant.ServerErrorFirst, "/robots.txt");
        Assert.Contains(Rule, await second.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_RobotsRedirect_LeadsToRules()
    {
        using var first = await GetAsync((int)RobotsVariant.Redirect, "/robots.txt");
        using var second = await GetAsync((int)RobotsVariant.Redirect, first.Headers.Location!.OriginalString);
        Assert.Contains(Rule, await second.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_Sitemap_ListsWhatTheTruthSays()
    {
        using var response = await GetAsync(1, "/sitemap.xml");
        var xml = XDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(rough.Web.Truth.SitemapUrls(1), xml.Descendants(Sitemap + "loc").Select(location => location.Value));
    }

    [Fact]
    public async Task Get_SitemapOfLargeHost_IsAnIndex()
    {
        await using var web = await SyntheticWeb.StartAsync(new SyntheticWebOptions { Hosts = 1, PagesPerHost = 50_001 }, Cancellation);
        var index = XDocument.Parse(await rough.Client.GetStringAsync(new Uri(web.Seeds[0], "/sitemap.xml"), Cancellation));
        var found = 0;
        foreach (var file in index.Descendants(Sitemap + "sitemap").Select(entry => entry.Value))
        {
            found += XDocument.Parse(await rough.Client.GetStringAsync(file, Cancellation)).Descendants(Sitemap + "url").Count();
        }

        Assert.Equal(50_001, found);
    }

    private Task<HttpResponseMessage> GetAsync(int host, string path) =>
        rough.Client.GetAsync(new Uri(rough.Web.BaseAddress(host), path), Cancellation);
}
