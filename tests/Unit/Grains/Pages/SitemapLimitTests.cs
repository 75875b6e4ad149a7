using Thresher.Grains.Contracts;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;
using Thresher.Web.Urls;

namespace Thresher.Tests.Unit.Grains.Pages;

/// <summary>Sitemap indexes that name ever new indexes end, and say that they were cut.</summary>
public sealed class SitemapLimitTests
{
    private const string Root = "http://site.test/index.xml";
    private const int Named = 50;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string Index
    {
        get
        {
            var body = $"<sitemapindex>{string.Concat(Enumerable.Range(0, Named).Select(i => $"<sitemap><loc>http://site.test/s{i}.xml</loc></sitemap>"))}</sitemapindex>";
            return $"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {body.Length}\r\n\r\n{body}";
        }
    }

    [Theory]
    [InlineData(1000, null, Named, FetchOutcome.Sitemap)]
    [InlineData(20, null, 20, FetchOutcome.SitemapLimit)]
    [InlineData(1000, 7, 7, FetchOutcome.SitemapLimit)]
    public async Task Read_IndexThatNamesMoreThanTheLimit_TakesAsManyAndSaysSo(int maxSitemaps, int? maxPages, int taken, FetchOutcome outcome)
    {
        await using var rig = await PipelineRig.StartAsync(
            Index, new CrawlJob { Sitemaps = new CrawlSitemaps { MaxSitemaps = maxSitemaps }, Limits = new CrawlLimits { MaxPages = maxPages } });
        await rig.RunAsync(await LeaseAsync(rig, 0));

        Assert.Equal(taken + 1, await rig.CountAsync("urls"));
        Assert.Equal(outcome, await OutcomeAsync(rig));
    }

    [Theory]
    [InlineData(2, 1, Named, FetchOutcome.Sitemap)]
    [InlineData(2, 2, 0, FetchOutcome.SitemapLimit)]
    [InlineData(0, 0, 0, FetchOutcome.SitemapLimit)]
    public async Task Read_IndexNestedDeeperThanTheLimit_TakesNoneAndSaysSo(int maxNesting, int hops, int taken, FetchOutcome outcome)
    {
        await using var rig = await PipelineRig.StartAsync(Index, new CrawlJob { Sitemaps = new CrawlSitemaps { MaxNesting = maxNesting } });
        await rig.RunAsync(await LeaseAsync(rig, hops));

        Assert.Equal(taken + 1, await rig.CountAsync("urls"));
        Assert.Equal(outcome, await OutcomeAsync(rig));
    }

    [Fact]
    public async Task Read_EntriesBeyondALimit_AreCountedInItsNote()
    {
        var body = $"""
            <urlset><url><loc>http://site.test/page</loc></url><url><loc>http://site.test/a/a/a/b</loc></url>
            <url><loc>http://site.test/{new string('x', 3000)}</loc></url><url><loc>http://elsewhere.test/a/a/a/b</loc></url></urlset>
            """;
        await using var rig = await PipelineRig.StartAsync($"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {body.Length}\r\n\r\n{body}", new CrawlJob());
        await rig.RunAsync(await LeaseAsync(rig, 0));

        var row = await RowAsync(rig);
        Assert.Equal(
            (FetchOutcome.SitemapLimit, "left out: 2 entries that look like a trap or are too long (limits.maxPathSegments, limits.maxRepeatedSegments, limits.maxUrlLength)"),
            (row.Outcome, row.Note));
        Assert.Equal(2, await rig.CountAsync("urls"));
    }

    [Theory]
    [InlineData("<urlset><url><loc>http://site.test/p</loc></url><url><loc></loc></url><url/></urlset>", FetchOutcome.SitemapCut, "1 entry was read; 2 entries were given up: they have no location, or one that is too long")]
    [InlineData("<urlset><url><link>http://site.test/p</link></url></urlset>", FetchOutcome.BadSitemap, "1 entry was given up: it has no location, or one that is too long")]
    [InlineData("<urlset><url><loc>http://site.test/p</loc></url><url><loc>mailto:a@b.example</loc></url></urlset>", FetchOutcome.SitemapLimit, "left out: 1 entry whose location is no URL")]
    [InlineData("<rss><item><title>x</title></item><item><link>http://site.test/p</link></item></rss>", FetchOutcome.Sitemap, null)]
    [InlineData("<!DOCTYPE urlset SYSTEM 'x.dtd'><urlset><url><loc>http://site.test/p</loc></url></urlset>", FetchOutcome.Sitemap, null)]
    public async Task Read_EntriesThatLeadNowhere_AreTold(string body, FetchOutcome outcome, string? note)
    {
        await using var rig = await PipelineRig.StartAsync($"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {body.Length}\r\n\r\n{body}", new CrawlJob());
        await rig.RunAsync(await LeaseAsync(rig, 0));

        var row = await RowAsync(rig);
        Assert.Equal((outcome, note), (row.Outcome, row.Note));
    }

    [Theory]
    [InlineData(10_000, 0)]
    [InlineData(20, 1)]
    public async Task Read_WithBodiesKept_IsAnExchangeOfTheArchive(int maxBodyBytes, int cut)
    {
        const string Body = "<urlset><url><loc>http://site.test/p</loc></url></urlset>";
        await using var rig = await PipelineRig.StartAsync(
            $"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {Body.Length}\r\n\r\n{Body}",
            new CrawlJob { KeepBodies = true, Limits = new CrawlLimits { MaxBodyBytes = maxBodyBytes } });
        await rig.RunAsync(await LeaseAsync(rig, 0));

        Assert.Equal(1, await rig.CountAsync($"exchanges WHERE cut = {cut} AND outcome = {(int)FetchOutcome.Sitemap}"));
        var capture = await rig.Store.Reader.ExchangeAsync(1, Cancellation);
        Assert.Equal(cut == 0 ? Body : Body[..20], System.Text.Encoding.UTF8.GetString(capture!.Body!));
        Assert.StartsWith("GET /index.xml HTTP/1.1\r\n", capture.Head!.Request, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", capture.Head.Response, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<urlset><url><loc>http://site.test/p</loc></url>\n<url><loc>http://site.test/q<loc></url></urlset>", "is at line 2")]
    [InlineData("<html></html>", "")]
    public async Task Read_SitemapWithFaults_SaysWhereInItsNote(string body, string note)
    {
        await using var rig = await PipelineRig.StartAsync($"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {body.Length}\r\n\r\n{body}", new CrawlJob());
        await rig.RunAsync(await LeaseAsync(rig, 0));
        Assert.Contains(note, (await RowAsync(rig)).Note, StringComparison.Ordinal);
    }

    private static async Task<FetchRequest> LeaseAsync(PipelineRig rig, int hops)
    {
        await rig.Store.Intake.AcceptAsync(
            rig.Crawl.Record.Id, [rig.Crawl.Admission.SitemapRow(PipelineRig.Parse(Root), hops)], [rig.Crawl.Admission.SeedKey(PipelineRig.Parse(Root))!], Cancellation);
        var lease = await rig.AcquireAsync();
        return new FetchRequest(Assert.Single(await rig.Store.Queue.LeaseAsync(lease.DomainId, lease.Epoch, 1, Cancellation)), PipelineRig.Host, lease.DomainId, lease.Epoch);
    }

    private static async Task<FetchOutcome> OutcomeAsync(PipelineRig rig) => (await RowAsync(rig)).Outcome;

    private static async Task<UrlRow> RowAsync(PipelineRig rig) => Assert.IsType<UrlRow>(
        await rig.Store.Reader.FindUrlAsync(rig.Crawl.Record.Id, rig.Crawl.Admission.IdentityOf(PipelineRig.Parse(Root), UrlKind.Sitemap), Cancellation));
}
