using System.Globalization;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;

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
        var (hosts, pages, delay) = kills > 0 ? (200, 100, 6000) : (30, 80, 500);
        await using var web = await SyntheticWeb.StartAsync(
            new SyntheticWebOptions { Seed = 3, Hosts = hosts, PagesPerHost = pages, CrossHostLinkShare = 0.2 }, TestContext.Current.CancellationToken);
        await using var cluster = await ChaosCluster.StartAsync(Silos);
        await using var crawl = cluster.Crawl(web, TimeSpan.FromMilliseconds(delay), output.WriteLine);
        var random = new Random(RandomSeed);
        var nemesis = new Nemesis(cluster, web, crawl.Console, random, output.WriteLine) { IsPatient = kills == 0 };
        var blows = kills > 0 ? Long(kills) : Short;
        await crawl.RunAsync(
            async () =>
            {
                var struck = await nemesis.StrikeAllAsync(blows);
                output.WriteLine($"{struck} blows of {blows.Count} and {nemesis.Kills} kills before the crawl was complete");
                Assert.InRange(struck, Math.Min(blows.Count, LeastBlows), blows.Count);
            },
            kills > 0 ? 3600 : 300,
            nemesis.Recovery);
    }

    private static IReadOnlyList<Blow> Short =>
    [
        Blow.KillOne, Blow.KillDatabase, Blow.KillAll, Blow.Freeze, Blow.RollingRestart, Blow.AddSilo,
    ];

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
