using System.Globalization;
using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb;
using Thresher.TestWeb.Truth;

namespace Thresher.Tests.EndToEnd.Chaos;

/// <summary>
/// The promise of the cluster: kill any silo, all of them or the database, at any moment, and nothing is lost, nothing
/// doubled and no host asked faster than its delay. THRESHER_CHAOS_KILLS=100 makes a long run of it.
/// </summary>
public sealed class ChaosTests(ITestOutputHelper output)
{
    private const int Silos = 3;
    private const int RandomSeed = 1;

    /// <summary>How fast blows and crawl go differs between machines; with fewer blows than this it was no test.</summary>
    private const int LeastBlows = 4;

    /// <summary>Kills of single silos, in the long run, from one of the other blows to the next.</summary>
    private const int KillsBetween = 8;

    private static readonly Blow[] Others = [Blow.KillAll, Blow.Freeze, Blow.KillDatabase, Blow.RollingRestart, Blow.Freeze];

    [Fact]
    public async Task Crawl_SilosAndDatabaseKilled_EndsAsIfNothingHadHappened()
    {
        var kills = int.TryParse(Environment.GetEnvironmentVariable("THRESHER_CHAOS_KILLS"), CultureInfo.InvariantCulture, out var asked) ? asked : 0;
        var (hosts, pages, delay) = kills > 0 ? (200, 100, 3000) : (30, 120, 500);
        await using var web = await SyntheticWeb.StartAsync(
            new SyntheticWebOptions { Seed = 3, Hosts = hosts, PagesPerHost = pages, CrossHostLinkShare = 0.2 }, TestContext.Current.CancellationToken);
        await using var cluster = await ChaosCluster.StartAsync(Silos);
        await using var crawl = ThresherProcess.Start(
            ["crawl", .. web.Seeds.Select(seed => seed.AbsoluteUri), "--name", "web", "--cluster", cluster.Database.ConnectionString,
                "--allow-private", "--delay", $"{delay}ms", "--per-domain", "1"]);
        var random = new Random(RandomSeed);
        var nemesis = new Nemesis(cluster, web, crawl, random, output.WriteLine) { IsPatient = kills == 0 };
        var blows = kills > 0 ? Long(kills) : Short;
        var struck = 0;
        try
        {
            while (struck < blows.Count && await nemesis.StrikeAsync(blows[struck], random.Next(1, hosts / 2)))
            {
                struck++;
            }

            await crawl.ExitAsync(kills > 0 ? 3600 : 300);
            Assert.True(crawl.ExitCode == 0, crawl.Errors);
            output.WriteLine($"{struck} blows of {blows.Count} before the crawl was complete");
            Assert.InRange(struck, Math.Min(blows.Count, LeastBlows), blows.Count);
            await CheckAsync(web, cluster, nemesis, TimeSpan.FromMilliseconds(delay));
        }
        catch
        {
            await cluster.StopAsync();
            output.WriteLine($"{crawl.Output}\n{crawl.Errors}\n{cluster.Log}");
            throw;
        }
    }

    private static IReadOnlyList<Blow> Short =>
    [
        Blow.KillOne, Blow.KillDatabase, Blow.KillAll, Blow.Freeze, Blow.RollingRestart, Blow.AddSilo,
    ];

    private async Task CheckAsync(SyntheticWeb web, ChaosCluster cluster, Nemesis nemesis, TimeSpan delay)
    {
        string[] where = ["--cluster", cluster.Database.ConnectionString];
        var expected = web.Truth.Expect(new CrawlTerms { Seeds = web.Seeds });
        var checker = new CrawlChecker(expected, await StoredUrls.FromAsync("web", where), web.Ledger);
        var pages = expected.Count(ExpectedOutcome.Fetched);
        var times = nemesis.Recovery.Times(web.Ledger.Analyze());
        output.WriteLine(
            $"kills {nemesis.Kills}, pages {pages}, requests {web.Ledger.Count}, refetched {100.0 * checker.Refetches / pages:0.00} %, "
            + $"recovery of {times.Count} orphans: p50 {Recovery.Percentile(times, 0.5).TotalSeconds:0.0} s, "
            + $"p95 {Recovery.Percentile(times, 0.95).TotalSeconds:0.0} s, max {Recovery.Percentile(times, 1).TotalSeconds:0.0} s");
        Assert.Empty(checker.Lost);
        Assert.Empty(checker.Doubled);
        Assert.Empty(checker.Unexpected);
        Assert.Empty(checker.PolitenessViolations(delay));
        await using var verify = await ThresherProcess.RunAsync(["verify", "web", .. where]);
        Assert.True(verify.ExitCode == 0, verify.Output + verify.Errors);
    }

    private static List<Blow> Long(int kills)
    {
        List<Blow> blows = [Blow.AddSilo];
        for (var done = 0; done < kills; done++)
        {
            blows.Add(Blow.KillOne);
            if (done % KillsBetween == KillsBetween - 1)
            {
                blows.Add(Others[done / KillsBetween % Others.Length]);
            }
        }

        return blows;
    }
}
