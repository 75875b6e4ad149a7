using System.Diagnostics;
using System.Text.Json;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;

namespace Thresher.Tests.EndToEnd.CommandLine;

/// <summary><c>crawl</c> and what is done to it from a second terminal.</summary>
public sealed class CrawlCommandTests : IDisposable
{
    private readonly Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Crawl_ToTheEnd_LeavesAnExactRecord()
    {
        await using var web = await SmallWebAsync(pages: 30);

        var crawl = await _cli.RunAsync(Crawl(web, "0", "--json"));
        Assert.True(crawl.Code == 0, crawl.Errors);
        using var document = JsonDocument.Parse(crawl.Output);
        string[] names =
        [
            "crawl", "state", "accepted", "queued", "leased", "retrying", "fetched", "redirected", "failed", "excluded",
            "quarantined", "items", "bytes", "seconds", "pagesPerSecond", "invalidItems",
        ];
        Assert.Equal(names, document.RootElement.EnumerateObject().Select(field => field.Name));
        Assert.Equal("complete", document.RootElement.GetProperty("state").GetString());

        var status = await _cli.RunAsync("status web --json");
        Assert.Equal(crawl.Output, status.Output);
        Assert.Equal(0, (await _cli.RunAsync("verify web")).Code);

        var fetched = document.RootElement.GetProperty("fetched").GetInt32();
        var pages = (await _cli.RunAsync("export web")).Lines;
        Assert.Equal(fetched, pages.Length);
        Assert.All(pages, page => JsonDocument.Parse(page).Dispose());
        var accepted = document.RootElement.GetProperty("accepted").GetInt32();
        Assert.Equal(accepted, (await _cli.RunAsync("export web --what links")).Lines.Length);

        Assert.Equal(0, (await _cli.RunAsync("export web --format csv -o pages.csv")).Code);
        Assert.Equal(fetched + 1, (await File.ReadAllTextAsync(Path.Combine(_cli.Path, "pages.csv"), TestContext.Current.CancellationToken)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Empty(Directory.GetFiles(_cli.Path, "*.part"));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Crawl_Signalled_StopsInTimeAndContinuesLater(string signal)
    {
        await using var web = await SmallWebAsync(pages: 150);
        using var crawl = _cli.Start(Crawl(web, "60ms", "--json"));
        var (output, errors) = (crawl.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), crawl.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await SeenAsync(web, 20, crawl);

        var signalled = Stopwatch.GetTimestamp();
        Cli.Signal(crawl, signal);
        var stopped = await Cli.EndAsync(crawl, output, errors);

        Assert.Equal(3, stopped.Code);
        Assert.InRange(Stopwatch.GetElapsedTime(signalled), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Contains("\"state\":\"stopped\"", stopped.Output, StringComparison.Ordinal);
        Assert.Contains("thresher: stopped before complete: `thresher crawl --name web` continues", stopped.Errors, StringComparison.Ordinal);
        Assert.Equal(0, (await _cli.RunAsync("verify web")).Code);

        var continued = await _cli.RunAsync("crawl --name web --delay 0 --json");
        Assert.True(continued.Code == 0, continued.Errors);
        Assert.Contains("\"state\":\"complete\"", continued.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Crawl_Running_IsReachedFromElsewhere()
    {
        await using var web = await SmallWebAsync(pages: 5000);
        using var crawl = _cli.Start(Crawl(web, "60ms"));
        var (output, errors) = (crawl.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), crawl.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await SeenAsync(web, 10, crawl);

        Assert.Contains("\"state\":\"running\"", (await _cli.RunAsync("status web --json")).Output, StringComparison.Ordinal);
        var second = await _cli.RunAsync("crawl http://127.0.0.1:9/");
        Assert.Equal(1, second.Code);
        Assert.Contains("is in use by another thresher process", second.ErrorLine, StringComparison.Ordinal);

        Assert.Contains("1 added", (await _cli.RunAsync(["seed", "web", new Uri(web.Seeds[0], "/items/12345").AbsoluteUri])).Output, StringComparison.Ordinal);
        Assert.Contains("\"host\":", (await _cli.RunAsync("hosts web --json")).Output, StringComparison.Ordinal);
        var explained = await _cli.RunAsync(["explain", web.Seeds[0].AbsoluteUri, "--json"]);
        Assert.Contains("\"state\":\"fetched\"", explained.Output, StringComparison.Ordinal);
        Assert.Contains("robots.txt allows it", explained.Output, StringComparison.Ordinal);

        Assert.Equal(0, (await _cli.RunAsync("pause web")).Code);
        Assert.Contains("\"state\":\"paused\"", (await _cli.RunAsync("status web --json")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await _cli.RunAsync("resume web")).Code);

        Assert.Equal(0, (await _cli.RunAsync("stop web")).Code);
        Assert.Equal(3, (await Cli.EndAsync(crawl, output, errors)).Code);
        Assert.Equal(0, (await _cli.RunAsync("verify web")).Code);
    }

    [Fact]
    public async Task Watch_WhileItRuns_EndsWithTheCrawl()
    {
        await using var web = await SmallWebAsync(pages: 25);
        using var crawl = _cli.Start(Crawl(web, "60ms"));
        var (output, errors) = (crawl.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), crawl.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await SeenAsync(web, 5, crawl);

        var watch = await _cli.RunAsync("watch --json");

        Assert.Equal(0, watch.Code);
        Assert.Contains("\"state\":\"complete\"", watch.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await Cli.EndAsync(crawl, output, errors)).Code);
    }

    [Fact]
    public async Task Retry_AfterFailures_QueuesThemAgain()
    {
        await using var web = await SmallWebAsync(pages: 5);
        var missing = new Uri(web.Seeds[0], "/no/such/page").AbsoluteUri;
        await _cli.RunAsync([.. Crawl(web, "0"), missing]);

        var failures = await _cli.RunAsync("failures web --json");
        Assert.Contains(failures.Lines, line => line.Contains(missing, StringComparison.Ordinal) && line.Contains("\"reason\":\"not-found\"", StringComparison.Ordinal));
        Assert.Contains("\"count\":0", (await _cli.RunAsync("retry web --reason dns-failure --json")).Output, StringComparison.Ordinal);
        Assert.Contains("\"count\":1", (await _cli.RunAsync("retry web --reason not-found --json")).Output, StringComparison.Ordinal);
        Assert.Contains("\"state\":\"queued\"", (await _cli.RunAsync(["explain", missing, "--json"])).Output, StringComparison.Ordinal);
    }

    private static Task<SyntheticWeb> SmallWebAsync(int pages) => SyntheticWeb.StartAsync(
        new SyntheticWebOptions { Seed = 11, Hosts = 2, PagesPerHost = pages }, TestContext.Current.CancellationToken);

    private static string[] Crawl(SyntheticWeb web, string delay, params string[] more) =>
        ["crawl", .. web.Seeds.Select(seed => seed.AbsoluteUri), "--name", "web", "--allow-private", "--delay", delay, .. more];

    /// <summary>Waits until the web has had so many requests.</summary>
    private static async Task SeenAsync(SyntheticWeb web, int requests, Process crawl)
    {
        while (web.Ledger.Count < requests && !crawl.HasExited)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.False(crawl.HasExited);
    }
}
