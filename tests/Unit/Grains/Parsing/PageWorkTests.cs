using Thresher.Grains.Configuration;
using Thresher.Grains.Contracts;
using Thresher.Grains.Parsing;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Tests.Unit.Grains.Pages;

namespace Thresher.Tests.Unit.Grains.Parsing;

/// <summary>A page on which an extractor does not return is stored, with a record that says so; its attempt counts, and its links are followed.</summary>
public sealed class PageWorkTests
{
    private const string Page = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<title>T</title><h1>a</h1><a href=/next>";

    private static readonly CrawlJob Job = Extraction.Sources.Pages.Job("""{"extract":[{"name":"r","fields":{"t":{"css":"h1"}}}]}""");

    [Fact]
    public async Task Run_ExtractorInTheSiloDoesNotReturn_StoresThePageAndGivesTheExtractorUpInTheEnd()
    {
        using var extractor = new HangingExtractor();
        await using var rig = await PipelineRig.StartAsync(Page, Job, extractor: extractor);

        for (var page = 0; page <= HungExtractors.Most; page++)
        {
            var result = await RunAsync(rig, extractor, await rig.LeaseAsync($"/{page}"));
            Assert.Equal((FetchOutcome.Ok, true), (result.Outcome, result.Applied));
        }

        Assert.Equal(HungExtractors.Most, extractor.Calls);
        Assert.Equal(HungExtractors.Most, rig.Get<PagePlaces>().Abandoned);
        Assert.Equal(HungExtractors.Most + 1, await rig.CountAsync("pages WHERE title = 'T'"));
        Assert.Equal(HungExtractors.Most + 1, await rig.CountAsync("items WHERE rule = 'r' AND errors IS NULL"));
        Assert.Equal(HungExtractors.Most, await rig.CountAsync("items WHERE rule = 'hanging' AND errors LIKE '%has not returned within 30 s%'"));
        Assert.Equal(1, await rig.CountAsync("items WHERE rule = 'hanging' AND errors LIKE '%has not returned from 4 pages%'"));
        Assert.Equal(UrlState.Queued, (await rig.RowAsync("http://site.test/next"))!.State);
    }

    // A program that is none for it: the extractors run in the silo then, as without.
    [Fact]
    public async Task Run_ProcessForExtractorsCannotBeStarted_RunsThemHere()
    {
        using var extractor = new HangingExtractor();
        extractor.Dispose();
        await using var rig = await PipelineRig.StartAsync(Page, Job, script: "exit 1", extractor: extractor);

        // It returns at once: no time has to pass.
        var result = await rig.RunAsync(await rig.LeaseAsync());

        Assert.Equal((FetchOutcome.Ok, true), (result.Outcome, result.Applied));
        Assert.Equal(1, extractor.Calls);
        Assert.Equal(UrlState.Fetched, (await rig.RowAsync("http://site.test/"))!.State);
    }

    private static async Task<FetchResult> RunAsync(PipelineRig rig, HangingExtractor extractor, FetchRequest request)
    {
        var running = rig.RunAsync(request);
        while (!running.IsCompleted)
        {
            // Time passes while the extractor is at work, and at no other.
            if (extractor.Calls > rig.Get<PagePlaces>().Abandoned)
            {
                rig.Time.Advance(new ThresherOptions().PageTime / 10);
            }

            await Task.Yield();
        }

        return await running;
    }
}
