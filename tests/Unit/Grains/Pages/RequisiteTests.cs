using Thresher.Grains.Contracts;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Web.Urls;

namespace Thresher.Tests.Unit.Grains.Pages;

/// <summary>What pages need to be shown is fetched where the job asks for it, and leads nowhere else.</summary>
public sealed class RequisiteTests
{
    private const string Body = "<a href=/next>n</a><a href=http://elsewhere.test/out>o</a><img src=/i.png><script src=http://elsewhere.test/s.js></script><img src=/no.gif>";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, "http://site.test/next 1")]
    [InlineData(true, "http://site.test/next 1,http://site.test/i.png 0,http://elsewhere.test/s.js 0")]
    public async Task Page_IsFetchedWithWhatItNeeds(bool requisites, string expected)
    {
        await using var rig = await PipelineRig.StartAsync(Answer(Body), new CrawlJob { Requisites = requisites, Scope = new() { Exclude = ["gif$"] } });
        await rig.RunAsync(await rig.LeaseAsync());
        Assert.Equal(expected, string.Join(',', await FoundAsync(rig)));
    }

    [Theory]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://elsewhere.test/other.png\r\nContent-Length: 0\r\n\r\n", FetchOutcome.Redirect, "http://elsewhere.test/other.png 0")]
    [InlineData("", FetchOutcome.Ok, "http://site.test/i.png 0,http://elsewhere.test/s.js 0,http://site.test/no.gif 0")]
    public async Task Requisite_LeadsToWhatItNeedsAlone(string answer, FetchOutcome outcome, string expected)
    {
        await using var rig = await PipelineRig.StartAsync(answer.Length > 0 ? answer : Answer(Body), new CrawlJob { Requisites = true });
        var url = PipelineRig.Parse("http://site.test/frame");
        await rig.Store.Intake.AcceptAsync(rig.Crawl.Record.Id, [rig.Crawl.Admission.Row(url, 0, 0, 0, UrlKind.Requisite)], ["site.test"], Cancel);
        var lease = await rig.AcquireAsync();
        var leased = Assert.Single(await rig.Store.Queue.LeaseAsync(lease.DomainId, lease.Epoch, 1, Cancel));
        await rig.RunAsync(new FetchRequest(leased, PipelineRig.Host, lease.DomainId, lease.Epoch));
        Assert.Equal(outcome, (await rig.RowAsync("http://site.test/frame"))!.Outcome);
        Assert.Equal(expected, string.Join(',', await FoundAsync(rig)));
    }

    private static string Answer(string body) => $"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {body.Length}\r\n\r\n{body}";

    private static async Task<List<string>> FoundAsync(PipelineRig rig) =>
        [.. (await rig.Store.Reader.UrlsAsync(rig.Crawl.Record.Id, Cancel).ToListAsync(Cancel)).Where(row => row.FoundOn is not null).Select(row => $"{row.Url} {row.Depth}")];
}
