using Thresher.Client.CommandLine;
using Thresher.Client.Commands;
using Thresher.Client.Inspecting;
using Thresher.Grains.Control;
using Thresher.Jobs;
using Thresher.Jobs.Rules;

namespace Thresher.Tests.Unit.Client;

/// <summary>A job by its values: where they come from, how two differ, what is not shown.</summary>
public sealed class JobInspectionTests
{
    [Fact]
    public void Trace_EachValue_HasItsOrigin_AndKeepsItWhileItStays()
    {
        var file = new CrawlJob { Seeds = ["http://h/"], Limits = new CrawlLimits { MaxPages = 7 } };
        var first = JobOrigins.Trace(file with { Politeness = new CrawlPoliteness { Concurrency = 3 } }, null, file, "a.json");
        Assert.Equal(
            [("limits.maxPages", "a.json"), ("politeness.concurrency", "command line"), ("seeds", "a.json")],
            first.Origin!.OrderBy(origin => origin.Key, StringComparer.Ordinal).Select(origin => (origin.Key, origin.Value)));

        var second = JobOrigins.Trace(first with { Limits = first.Limits with { MaxPages = 8 } }, first, null, null);
        Assert.Equal(("command line", "a.json"), (second.Origin!["limits.maxPages"], second.Origin!["seeds"]));

        var third = JobOrigins.Trace(second with { Limits = new CrawlLimits() }, second, null, null);
        Assert.DoesNotContain("limits.maxPages", third.Origin!.Keys);
    }

    [Fact]
    public void Differences_OfTwoJobs_AreTheirPaths() => Assert.Equal(
        ["limits.maxPages", "scope.exclude"],
        JobLeaves.Differences(new CrawlJob { Limits = new CrawlLimits { MaxPages = 1 } }, new CrawlJob { Scope = new CrawlScope { Exclude = ["x"] } }));

    [Fact]
    public void Reset_EachPath_TakesTheDefault()
    {
        var job = new CrawlJob
        {
            Seeds = ["http://h/"],
            Scope = new CrawlScope { Exclude = ["x"], Mode = ScopeMode.Any },
            Limits = new CrawlLimits { MaxPages = 7, MaxDepth = 3 },
            AllowPrivate = true,
        };
        Assert.Equal((job with { Limits = new CrawlLimits { MaxDepth = 3 }, Scope = new CrawlScope { Mode = ScopeMode.Any } }).ToJson(), JobLeaves.Reset(job, ["limits.maxPages", "scope.exclude"]).ToJson());
        Assert.Equal(new CrawlJob { Seeds = ["http://h/"] }.ToJson(), JobLeaves.Reset(job, JobLeaves.Paths).ToJson());
    }

    [Theory]
    [InlineData("seeds", "[\"https://me:secret@h/\"]", "[\"https://…@h/\"]")]
    [InlineData("seeds", "[\"https://h/@x\"]", "[\"https://h/@x\"]")]
    [InlineData("site.password", "\"p\"", "\"…\"")]
    [InlineData("headers", "{\"Authorization\":\"Bearer x\",\"Accept\":\"a\"}", "{\"Authorization\":\"…\",\"Accept\":\"a\"}")]
    [InlineData("limits.maxPages", "7", "7")]
    public void Hide_Secret_IsLeftOut(string path, string json, string shown) => Assert.Equal(shown, JobSecrets.Hide(path, json));

    [Theory]
    [InlineData("statsu", "status")]
    [InlineData("wach", "watch")]
    [InlineData("crwal", "crawl")]
    [InlineData("banana", null)]
    public void Nearest_Misspelt_IsWhatWasMeant(string word, string? meant) =>
        Assert.Equal(meant, Suggestion.Nearest(word, ["crawl", "status", "watch", "export"]));

    [Fact]
    public void Init_Template_IsAJob()
    {
        var job = JobFile.Read(InitCommand.Template("https://example.org/docs/"), "job.json");
        Assert.Equal(("example.org-docs", "https://example.org/docs/"), (job.Name, Assert.Single(job.Seeds)));
        Assert.Equal(100, job.Limits.MaxPages);
    }
}
