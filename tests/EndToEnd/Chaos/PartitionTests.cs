using System.Globalization;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;

namespace Thresher.Tests.EndToEnd.Chaos;

/// <summary>
/// The promise of the cluster when nothing dies and the network fails: silos cut off from each other, from the database,
/// from everything, in one direction. THRESHER_CHAOS_PARTITIONS=40 makes a long run of it.
/// </summary>
public sealed class PartitionTests(ITestOutputHelper output)
{
    private const int Silos = 3;
    private const int RandomSeed = 2;

    /// <summary>
    /// Longer than ownership lasts without a heartbeat, which is 30 s. A silo that is cut off from the database only is
    /// served by others no sooner; other cuts last so long in the long run.
    /// </summary>
    private static readonly TimeSpan BeyondTheLease = TimeSpan.FromSeconds(35);

    private static readonly Blow[] Kinds = [Blow.CutFromDatabase, Blow.CutFromSilos, Blow.CutFromAll, Blow.CutOneWay];

    [Fact]
    public async Task Crawl_SilosCutOff_EndsAsIfNothingHadHappened()
    {
        var asked = int.TryParse(Environment.GetEnvironmentVariable("THRESHER_CHAOS_PARTITIONS"), CultureInfo.InvariantCulture, out var number) ? number : 0;
        var (hosts, pages, delay) = asked > 0 ? (200, 12 * asked, 3000) : (30, 260, 500);
        await using var lan = await Lan.CreateAsync(Silos + 1);
        await using var web = await SyntheticWeb.StartAsync(
            new SyntheticWebOptions { Seed = 4, Hosts = hosts, PagesPerHost = pages, CrossHostLinkShare = 0.2, Naming = HostNaming.BenchmarkAddresses },
            TestContext.Current.CancellationToken);
        await using var cluster = await ChaosCluster.StartAsync(Silos, lan);
        await using var crawl = cluster.Crawl(web, TimeSpan.FromMilliseconds(delay), output.WriteLine);
        var nemesis = new Nemesis(cluster, web, crawl.Console, new Random(RandomSeed), output.WriteLine)
        {
            Lan = lan,
            LeastCut = asked > 0 ? BeyondTheLease : TimeSpan.Zero,
        };
        var blows = Enumerable.Range(0, Math.Max(asked, Kinds.Length)).Select(n => Kinds[n % Kinds.Length]).ToArray();
        await crawl.RunAsync(
            async () =>
            {
                var struck = await nemesis.StrikeAllAsync(blows);
                Assert.True(struck == blows.Length, $"the crawl was over after {struck} of {blows.Length} partitions: it is too short");
            },
            asked > 0 ? 3600 : 300,
            nemesis.Recovery);
    }
}
