using Thresher.Client.CommandLine;
using Thresher.Jobs;

namespace Thresher.Tests.Unit.Client;

public sealed class CrawlPlanTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("thresher-plan-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("https://Docs.Example.org:8443/a", "docs.example.org:8443-a")]
    [InlineData("http://127.0.0.1:8080/", "127.0.0.1:8080")]
    [InlineData("http://[::1]:8080/", "0::1-8080")]
    [InlineData("https://example.org/", "example.org")]
    [InlineData("https://example.org:443/docs/?page=2", "example.org-docs-page-2")]
    [InlineData("example.org/docs/", "example.org-docs")]
    [InlineData("http://bücher.example/", "xn--bcher-kva.example")]
    public void Name_NotGiven_IsTheFirstSeedsHostPortAndPath(string seed, string name) =>
        Assert.Equal(name, CrawlPlan.Read([seed, "http://other/"], null).Name);

    [Fact]
    public void Name_Given_Wins() => Assert.Equal("mine", CrawlPlan.Read([JobFile("""{ "name": "theirs", "seeds": ["http://h/"] }""")], "mine").Name);

    [Fact]
    public void Name_InTheJobFile_BeatsTheHost() =>
        Assert.Equal("theirs", CrawlPlan.Read([JobFile("""{ "name": "theirs", "seeds": ["http://h/"] }""")], null).Name);

    [Fact]
    public void JobOver_StoredJob_KeepsItAndAddsTheSeeds()
    {
        var stored = new CrawlJob { Seeds = ["http://a/"], Limits = new CrawlLimits { MaxDepth = 2 } };

        var job = CrawlPlan.Read(["http://b/", "http://a/"], "n").JobOver(stored);

        Assert.Equal(["http://a/", "http://b/"], job.Seeds);
        Assert.Equal(2, job.Limits.MaxDepth);
        Assert.Equal("n", job.Name);
    }

    [Fact]
    public void JobOver_JobFileAndStoredJob_TakesTheFilesTermsAndSeeds()
    {
        var stored = new CrawlJob { Seeds = ["http://a/"], Limits = new CrawlLimits { MaxDepth = 2 } };
        var file = JobFile("""{ "seeds": ["http://c/"], "limits": { "maxDepth": 5 } }""");

        var job = CrawlPlan.Read([file, "http://b/"], "n").JobOver(stored);

        Assert.Equal(["http://c/", "http://b/"], job.Seeds);
        Assert.Equal(5, job.Limits.MaxDepth);
    }

    [Fact]
    public void JobOver_JobFileWithoutSeeds_KeepsThoseSoFar() => Assert.Equal(
        ["http://a/", "http://b/"],
        CrawlPlan.Read([JobFile("""{ "limits": { "maxDepth": 5 } }"""), "http://b/"], "n").JobOver(new CrawlJob { Seeds = ["http://a/"] }).Seeds);

    [Theory]
    [InlineData("no such/word")]
    [InlineData("ftp://example.com/")]
    [InlineData("missing.json")]
    public void Read_NeitherUrlNorFile_IsWrongUsage(string argument)
    {
        var failure = Assert.Throws<CommandException>(() => CrawlPlan.Read([argument], null));

        Assert.Equal(ExitCode.Usage, failure.ExitCode);
        Assert.Contains(argument, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("example.org", "https://example.org")]
    [InlineData("example.org:8443/docs", "https://example.org:8443/docs")]
    [InlineData("localhost:8000", "http://localhost:8000")]
    [InlineData("127.0.0.1:8000/a", "http://127.0.0.1:8000/a")]
    public void Read_HostWithoutScheme_IsAUrl(string argument, string url)
    {
        var plan = CrawlPlan.Read([argument], null);
        Assert.Equal([url], plan.JobOver(null).Seeds);
        Assert.Equal(argument, plan.Word);
    }

    [Fact]
    public void Read_Word_MayNameACrawl()
    {
        var plan = CrawlPlan.Read(["docs"], null);
        Assert.Equal(("docs", "docs", false), (plan.Name, plan.Word, plan.HasSeeds));
    }

    [Fact]
    public void Otherness_SeedThatTheCrawlLacks_IsAnotherStart()
    {
        var stored = new CrawlJob { Seeds = ["https://example.org/"], Limits = new CrawlLimits { MaxDepth = 2 } };
        Assert.Null(CrawlPlan.Read(["https://EXAMPLE.org"], null).Otherness(stored));
        Assert.Equal("https://example.com/ is not a seed of it", CrawlPlan.Read(["https://example.org/", "https://example.com/"], null).Otherness(stored));
    }

    [Fact]
    public void Otherness_JobFile_IsTheSameOnlyWhereItWroteTheJob()
    {
        var file = JobFile("""{ "seeds": ["https://example.org/"], "limits": { "maxDepth": 5 } }""");
        var stored = new CrawlJob { Seeds = ["https://example.org/"], Limits = new CrawlLimits { MaxDepth = 2 } };
        Assert.Equal("limits.maxDepth differs", CrawlPlan.Read([file], null).Otherness(stored));
        Assert.Null(CrawlPlan.Read([file], null).Otherness(stored with { Origin = new Dictionary<string, string> { ["limits.maxDepth"] = file } }));
    }

    [Fact]
    public void Read_Nothing_IsWrongUsage() =>
        Assert.Equal(ExitCode.Usage, Assert.Throws<CommandException>(() => CrawlPlan.Read([], null)).ExitCode);

    [Fact]
    public void Read_UnknownFieldInJobFile_NamesFileAndField()
    {
        var failure = Assert.Throws<JobException>(() => CrawlPlan.Read([JobFile("{ \"seedz\": [] }")], null));

        Assert.Contains("seedz", failure.Message, StringComparison.Ordinal);
        Assert.Contains("job.json", failure.Message, StringComparison.Ordinal);
    }

    private string JobFile(string json)
    {
        var path = Path.Combine(_directory, "job.json");
        File.WriteAllText(path, json);
        return path;
    }
}
