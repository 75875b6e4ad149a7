using Thresher.Grains.Contracts;
using Thresher.Grains.Parsing;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rules;

namespace Thresher.Tests.Unit.Grains.Pages;

/// <summary>
/// How a URL is parsed that was leased when a process died. The process that parses it alone is a shell that plays its part.
/// </summary>
public sealed class QuarantineTests
{
    private const string Page = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<p>text";
    private const string Dies = "cat >/dev/null; echo parses; kill -KILL $$";
    private const string Survives = "cat >/dev/null; echo parses";

    [Fact]
    public async Task Run_SuspectThatKillsItsProcess_IsQuarantinedAndNotParsed()
    {
        await using var rig = await PipelineRig.StartAsync(Page, script: Dies);

        var result = await rig.RunAsync(Suspect(await rig.LeaseAsync(), CrashRules.StrikeLimit - 1));

        Assert.Equal((FetchOutcome.KilledItsProcess, true), (result.Outcome, result.Applied));
        Assert.Equal(UrlState.Quarantined, (await rig.RowAsync("http://site.test/"))!.State);
        Assert.Equal(0, await rig.CountAsync("pages"));
    }

    [Fact]
    public async Task Run_SuspectThatSurvivesItsProcess_IsStored()
    {
        await using var rig = await PipelineRig.StartAsync(Page, script: Survives);

        await rig.RunAsync(Suspect(await rig.LeaseAsync(), CrashRules.StrikeLimit - 1));

        Assert.Equal(UrlState.Fetched, (await rig.RowAsync("http://site.test/"))!.State);
        Assert.Equal(1, await rig.CountAsync("pages"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Judge_SuspectWithStrikesLeft_IsParsedOnRecord(int strikes)
    {
        await using var rig = await PipelineRig.StartAsync(Page, script: Dies);
        var request = Suspect(await rig.LeaseAsync(), strikes);

        var verdict = await rig.Get<SuspectPages>().JudgeAsync(request, rig.Crawl, Fetched());

        Assert.Equal((SuspectVerdict.Parse, 1), (verdict, await rig.CountAsync("urls WHERE parsing = 1")));
    }

    [Fact]
    public async Task Judge_LastStrikeAndNoProcessToTryIn_IsParsedOnRecord()
    {
        await using var rig = await PipelineRig.StartAsync(Page);
        var request = Suspect(await rig.LeaseAsync(), CrashRules.StrikeLimit - 1);

        var verdict = await rig.Get<SuspectPages>().JudgeAsync(request, rig.Crawl, Fetched());

        Assert.Equal((SuspectVerdict.Parse, 1), (verdict, await rig.CountAsync("urls WHERE parsing = 1")));
    }

    // A page that survives where it is tried and kills its silo all the same: the next death is its last.
    [Theory]
    [InlineData(7, 0)]
    [InlineData(8, 1)]
    public async Task Judge_SurvivorThatWasLeasedAtManyDeaths_IsParsedOnRecord(int deaths, int marks)
    {
        await using var rig = await PipelineRig.StartAsync(Page, script: Survives);
        var request = Suspect(await rig.LeaseAsync(), CrashRules.StrikeLimit - 1);

        var verdict = await rig.Get<SuspectPages>().JudgeAsync(request with { Url = request.Url with { Crashes = deaths } }, rig.Crawl, Fetched());

        Assert.Equal((SuspectVerdict.Parse, marks), (verdict, await rig.CountAsync("urls WHERE parsing = 1")));
    }

    [Fact]
    public async Task Judge_LeaseIsAnothersByNow_IsLeft()
    {
        await using var rig = await PipelineRig.StartAsync(Page);
        var request = Suspect(await rig.LeaseAsync(), 0);
        await rig.AcquireAsync();

        Assert.Equal(SuspectVerdict.LeaseLost, await rig.Get<SuspectPages>().JudgeAsync(request, rig.Crawl, Fetched()));
    }

    private static FetchRequest Suspect(FetchRequest request, int strikes) =>
        request with { Url = request.Url with { Crashes = strikes + 1, Strikes = strikes } };

    private static FetchedPage Fetched() => new(PipelineRig.Parse("http://site.test/"), 0, "text/html", 0, "<p>text"u8.ToArray());
}
