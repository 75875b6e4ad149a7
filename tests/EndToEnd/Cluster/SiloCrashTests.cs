using Thresher.Tests.EndToEnd.Chaos;
using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb;
using Thresher.TestWeb.Truth;

namespace Thresher.Tests.EndToEnd.Cluster;

/// <summary>The plainest accident: one of three silos is killed and nobody starts it again. The others do its work.</summary>
public sealed class SiloCrashTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(200);

    /// <summary>Far more than the crawl takes: a domain that nobody serves would be waited for in vain.</summary>
    private const int LimitSeconds = 150;

    [Fact]
    public async Task Crawl_OneOfThreeSilosKilled_IsCompletedByTheOthers()
    {
        await using var web = await SyntheticWeb.StartAsync(
            new SyntheticWebOptions { Seed = 7, Hosts = 40, PagesPerHost = 20, CrossHostLinkShare = 0.2 }, TestContext.Current.CancellationToken);
        await using var cluster = await ChaosCluster.StartAsync(3);
        string[] where = ["--cluster", cluster.Database.ConnectionString];
        await using var crawl = ThresherProcess.Start(
            ["crawl", .. web.Seeds.Select(seed => seed.AbsoluteUri), "--name", "web", .. where, "--allow-private", "--delay", "200ms", "--per-domain", "1"]);
        try
        {
            Assert.True(await web.SeenAsync(200, crawl), crawl.Errors);
            await cluster.Silos[1].KillAsync();

            await crawl.ExitAsync(LimitSeconds);

            Assert.True(crawl.ExitCode == 0, crawl.Errors);
            var expected = web.Truth.Expect(new CrawlTerms { Seeds = web.Seeds });
            var checker = new CrawlChecker(expected, await StoredUrls.FromAsync("web", where), web.Ledger);
            Assert.Empty(checker.Lost);
            Assert.Empty(checker.Doubled);
            Assert.Empty(checker.Unexpected);
            Assert.Empty(checker.PolitenessViolations(Delay));
            await using var verify = await ThresherProcess.RunAsync(["verify", "web", .. where]);
            Assert.True(verify.ExitCode == 0, verify.Output + verify.Errors);
        }
        catch
        {
            await cluster.StopAsync();
            output.WriteLine($"{crawl.Output}\n{crawl.Errors}\n{cluster.Log}");
            throw;
        }
    }
}
