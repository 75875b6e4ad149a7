using Thresher.Client.CommandLine;
using Thresher.Client.Commands;
using Thresher.Jobs;
using Thresher.Jobs.Rules;

namespace Thresher.Tests.Unit.Client;

public sealed class JobOptionsTests
{
    private static readonly CrawlJob Stored = new()
    {
        Name = "n",
        Seeds = ["http://h/"],
        Scope = new CrawlScope { Mode = ScopeMode.Domain, Include = ["/a"], Exclude = ["/b"] },
        Limits = new CrawlLimits { MaxPages = 7, MaxDepth = 3, Retries = 9 },
        Politeness = new CrawlPoliteness { Delay = TimeSpan.FromSeconds(5), Concurrency = 2, Robots = false },
        UserAgent = "Own/1",
        AllowPrivate = true,
        KeepBodies = true,
    };

    [Fact]
    public void Apply_NothingGiven_ChangesNothing() => Assert.Equal(Stored.ToJson(), Apply("").ToJson());

    [Fact]
    public void Apply_EachOption_ReplacesItsValueOnly()
    {
        Assert.Equal((Stored with { Politeness = Stored.Politeness with { Delay = TimeSpan.FromMilliseconds(250) } }).ToJson(), Apply("--delay 250ms").ToJson());
        Assert.Equal(4, Apply("--per-domain 4").Politeness.Concurrency);
        Assert.Equal(100, Apply("--max-pages 100").Limits.MaxPages);
        Assert.Equal(0, Apply("--max-depth 0").Limits.MaxDepth);
        Assert.Equal(ScopeMode.Any, Apply("--scope any").Scope.Mode);
        Assert.Equal("Other/2", Apply("--user-agent Other/2").UserAgent);
        Assert.Equal(9, Apply("--max-depth 1").Limits.Retries);
    }

    [Fact]
    public void Apply_Expressions_ReplaceTheWholeList()
    {
        var job = Apply("--include /x --include /y");

        Assert.Equal(["/x", "/y"], job.Scope.Include);
        Assert.Equal(["/b"], job.Scope.Exclude);
    }

    [Theory]
    [InlineData("--ignore-robots", false)]
    [InlineData("--ignore-robots false", true)]
    public void Apply_Switch_CanBeSetAndTakenBack(string options, bool robots) => Assert.Equal(robots, Apply(options).Politeness.Robots);

    [Fact]
    public void Apply_Reset_TakesOptionsBack()
    {
        var job = Apply("--reset max-pages,--exclude --reset politeness.delay --max-depth 4");
        Assert.Equal((null, 4, 9), (job.Limits.MaxPages, job.Limits.MaxDepth, job.Limits.Retries));
        Assert.Empty(job.Scope.Exclude);
        Assert.Null(job.Politeness.Delay);
        Assert.Equal(2, job.Politeness.Concurrency);
    }

    [Fact]
    public void Apply_ResetOfNothing_SaysWhatWasMeant() => Assert.Equal(
        "--reset: \"max-page\" is neither an option of the job nor a path in it (did you mean max-pages?)",
        Assert.Throws<CommandException>(() => Apply("--reset max-page")).Message);

    [Fact]
    public void Apply_SwitchNotGiven_KeepsTheJobs() => Assert.True(Apply("--delay 1s") is { AllowPrivate: true, KeepBodies: true, Politeness.Robots: false });

    [Theory]
    [InlineData("--delay 5x", "--delay: \"5x\" is not a duration such as 250ms, 1s or 5m")]
    [InlineData("--max-pages 0", "--max-pages: \"0\" is not a whole number from 1")]
    [InlineData("--max-depth -1", "--max-depth: \"-1\" is not a whole number from 0")]
    [InlineData("--per-domain many", "--per-domain: \"many\" is not a whole number from 1")]
    [InlineData("--scope galaxy", "--scope: \"galaxy\" is not one of host, domain, prefix, any")]
    public void Parse_WrongValue_SaysWhatIsWanted(string options, string message)
    {
        var errors = Parse(options).Errors;

        Assert.Equal(message, errors[0].Message);
    }

    [Theory]
    [InlineData("--include (")]
    [InlineData("--exclude (?=a)b")]
    public void Parse_UnusableExpression_IsAnError(string options) =>
        Assert.Contains("is not a usable regular expression", Parse(options).Errors[0].Message, StringComparison.Ordinal);

    [Fact]
    public void Apply_UnprintableUserAgent_IsWrongUsage()
    {
        var failure = Assert.Throws<CommandException>(() => JobOptions.Apply(Stored with { UserAgent = "a\nb" }, Parse("")));

        Assert.Equal(ExitCode.Usage, failure.ExitCode);
        Assert.StartsWith("--user-agent: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FirstGiven_NamesTheOption()
    {
        Assert.Null(JobOptions.FirstGiven(Parse("")));
        Assert.Equal("--max-pages", JobOptions.FirstGiven(Parse("--max-pages 3")));
    }

    private static CrawlJob Apply(string options) => JobOptions.Apply(Stored, Parse(options));

    private static System.CommandLine.ParseResult Parse(string options) =>
        CommandTree.Create().Parse(["crawl", "http://h/", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
}
