using System.Text.Json;
using Thresher.Tests.EndToEnd.Chaos;
using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;
using Thresher.TestWeb.Truth;

namespace Thresher.Tests.EndToEnd.Crash;

/// <summary>Who follows a crawl that is killed gets every record once; who is killed following gets them by asking again.</summary>
public sealed class FollowTests
{
    [Fact]
    public async Task Follow_CrawlKilledAndGoneOnWith_EndsWithEachPageOnce()
    {
        await using var web = await SyntheticWeb.StartAsync(
            new SyntheticWebOptions { Seed = 5, Hosts = 10, PagesPerHost = 60 }, TestContext.Current.CancellationToken);
        using var data = new TemporaryDirectory();
        string[] where = ["--data", data.Path];
        await using (var begun = StartCrawl(web, where))
        {
            Assert.True(await web.SeenAsync(60, begun), begun.Errors);

            // Three who follow, one of them to be killed.
            await using var pages = ThresherProcess.Start(["export", "web", "--follow", "-o", data.File("pages.jsonl"), .. where]);
            await using var links = ThresherProcess.Start(["export", "web", "--what", "links", "--format", "csv", "--follow", "-o", data.File("links.csv"), .. where]);
            await using (var killed = ThresherProcess.Start(["export", "web", "--follow", "-o", data.File("killed.jsonl"), .. where]))
            {
                Assert.True(await web.SeenAsync(200, begun), begun.Errors);
                await killed.KillAsync();
            }

            await begun.KillAsync();
            await using (var again = StartCrawl(web, where))
            {
                Assert.True(await web.SeenAsync(web.Ledger.Count + 100, again), again.Errors);
                await again.KillAsync();
            }

            await using var rest = StartCrawl(web, where);
            await rest.ExitAsync();
            Assert.True(rest.ExitCode == 0, rest.Errors);
            await pages.ExitAsync(60);
            await links.ExitAsync(60);
            Assert.True(pages.ExitCode == 0 && links.ExitCode == 0, pages.Errors + links.Errors);
            await AssertWholeAsync(web, data.File("pages.jsonl"), where);
            await using var all = await ThresherProcess.RunAsync(["export", "web", "--what", "links", "--format", "csv", .. where]);
            Assert.Equal(Urls(all.Output), Urls(File.ReadAllText(data.File("links.csv"))));
        }

        // The killed follower, run again, starts the file from its beginning.
        await using var anew = await ThresherProcess.RunAsync(["export", "web", "--follow", "-o", data.File("killed.jsonl"), .. where]);
        Assert.True(anew.ExitCode == 0, anew.Errors);
        await AssertWholeAsync(web, data.File("killed.jsonl"), where);

        static IEnumerable<string> Urls(string csv) => csv.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(',')[0]).Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task Follow_Interrupted_KeepsWhatItWroteAndSaysStopped()
    {
        await using var web = await SyntheticWeb.StartAsync(
            new SyntheticWebOptions { Seed = 5, Hosts = 2, PagesPerHost = 40 }, TestContext.Current.CancellationToken);
        using var data = new TemporaryDirectory();
        string[] where = ["--data", data.Path];
        await using (var begun = StartCrawl(web, where))
        {
            Assert.True(await web.SeenAsync(40, begun), begun.Errors);
            await begun.KillAsync();
        }

        await using var follow = ThresherProcess.Start(["export", "web", "--follow", "-o", data.File("pages.jsonl"), .. where]);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!follow.Errors.Contains("no process is crawling web now", StringComparison.Ordinal))
        {
            await Task.Delay(20, limit.Token);
        }

        follow.Signal("INT");
        await follow.ExitAsync(30);
        Assert.Equal(3, follow.ExitCode);
        var stored = await StoredUrls.OfAsync(data.Path, "web");
        Assert.NotEmpty(stored);
        Assert.Equal(stored.Order(StringComparer.Ordinal), Lines(data.File("pages.jsonl")));
    }

    [Fact]
    public async Task Follow_ClusterOfWhichASiloIsKilled_EndsWithEachPageOnce()
    {
        await using var web = await SyntheticWeb.StartAsync(
            new SyntheticWebOptions { Seed = 7, Hosts = 30, PagesPerHost = 20, CrossHostLinkShare = 0.2 }, TestContext.Current.CancellationToken);
        await using var cluster = await ChaosCluster.StartAsync(2);
        using var data = new TemporaryDirectory();
        string[] where = ["--cluster", cluster.Database.ConnectionString];
        await using var crawl = StartCrawl(web, where);
        Assert.True(await web.SeenAsync(60, crawl), crawl.Errors);
        await using var follow = ThresherProcess.Start(["export", "web", "--follow", "-o", data.File("pages.jsonl"), .. where]);
        Assert.True(await web.SeenAsync(200, crawl), crawl.Errors);
        await cluster.Silos[1].KillAsync();
        await crawl.ExitAsync();
        Assert.True(crawl.ExitCode == 0, crawl.Errors);
        await follow.ExitAsync(60);
        Assert.True(follow.ExitCode == 0, follow.Errors);
        await AssertWholeAsync(web, data.File("pages.jsonl"), where);
    }

    private static ThresherProcess StartCrawl(SyntheticWeb web, string[] where) => ThresherProcess.Start(
        ["crawl", .. web.Seeds.Select(seed => seed.AbsoluteUri), "--name", "web", .. where, "--allow-private", "--delay", "100ms", "--per-domain", "1"]);

    private static async Task AssertWholeAsync(SyntheticWeb web, string file, string[] where)
    {
        var lines = Lines(file);
        Assert.Equal((await StoredUrls.FromAsync("web", where)).Order(StringComparer.Ordinal), lines);
        Assert.Equal(web.Truth.Expect(new CrawlTerms { Seeds = web.Seeds }).Count(ExpectedOutcome.Fetched), lines.Count);
    }

    private static List<string> Lines(string file) =>
        [.. File.ReadAllLines(file).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("url").GetString()!).Order(StringComparer.Ordinal)];
}
