using System.Globalization;
using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;
using Thresher.TestWeb.Truth;

namespace Thresher.Tests.EndToEnd.Chaos;

/// <summary>A silo that joins a crawl at work gets its share of the domains at work, and no host notices.</summary>
public sealed class BalanceTests(ITestOutputHelper output)
{
    private const int Hosts = 60;
    private const double Uneven = 1.3;

    /// <summary>Until the silos are even: so long that the crawl cannot end before, however slow the machine is.</summary>
    private static readonly TimeSpan SlowDelay = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(5);

    /// <summary>By then a silo has its share for certain, unless it never gets it.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Join_MidCrawl_GetsItsShareAndNothingIsLostOrDoubled()
    {
        await using var web = await SyntheticWeb.StartAsync(
            new SyntheticWebOptions { Seed = 5, Hosts = Hosts, PagesPerHost = 60, CrossHostLinkShare = 0.1 }, TestContext.Current.CancellationToken);
        await using var cluster = await ChaosCluster.StartAsync(1);
        string[] where = ["--cluster", cluster.Database.ConnectionString];
        await using var crawl = Crawl(where, SlowDelay, [.. web.Seeds.Select(seed => seed.AbsoluteUri)]);
        try
        {
            Assert.True(await web.SeenAsync(Hosts * 2, crawl), "the crawl ended at once");
            Assert.InRange((await OwnedAsync(cluster))[0], Hosts / 2, Hosts);

            await cluster.AddAsync();
            await cluster.AddAsync();
            await cluster.AllServeAsync();
            await BalancedAsync(cluster, crawl);
            Assert.Empty(web.Ledger.Analyze().Violations(SlowDelay, Tolerance));

            await using var faster = Crawl(where, Delay);
            await faster.ExitAsync();
            Assert.True(faster.ExitCode == 0, faster.Errors);
            var expected = web.Truth.Expect(new CrawlTerms { Seeds = web.Seeds });
            var checker = new CrawlChecker(expected, await StoredUrls.FromAsync("web", where), web.Ledger);
            Assert.Empty(checker.Lost);
            Assert.Empty(checker.Doubled);
            Assert.Empty(checker.Unexpected);
            Assert.Equal(0, checker.Refetches);
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

    private static ThresherProcess Crawl(string[] where, TimeSpan delay, params string[] seeds) => ThresherProcess.Start(
        ["crawl", .. seeds, "--name", "web", .. where, "--allow-private", "--delay", $"{delay.TotalMilliseconds}ms"]);

    /// <summary>Waits until the busiest silo owns little more than the mean, while the crawl is at work.</summary>
    private async Task BalancedAsync(ChaosCluster cluster, ThresherProcess crawl)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var owned = await OwnedAsync(cluster);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.0} s: {string.Join(' ', owned)}"));
            if (owned.Sum() >= Hosts / 2 && owned.Max() <= owned.Average() * Uneven)
            {
                return;
            }

            Assert.False(crawl.HasExited, $"the crawl ended before the silos were even: {string.Join(' ', owned)}");
            Assert.False(TimeProvider.System.GetElapsedTime(began) > Limit, $"the silos are not even: {string.Join(' ', owned)}");
            await Task.Delay(500, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<int[]> OwnedAsync(ChaosCluster cluster)
    {
        var owned = new List<int>();
        foreach (var silo in cluster.Silos)
        {
            owned.Add((await cluster.OwnedByAsync(silo)).Count);
        }

        return [.. owned];
    }
}
