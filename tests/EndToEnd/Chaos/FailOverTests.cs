using System.Globalization;
using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;
using Thresher.TestWeb.Truth;

namespace Thresher.Tests.EndToEnd.Chaos;

/// <summary>
/// How soon the domains of a silo that goes are asked again by the others, and that none is asked too soon.
/// THRESHER_FAILOVER_DOMAINS=1000 with THRESHER_FAILOVER_DELAY in milliseconds makes it the size of a real cluster's, and
/// THRESHER_FAILOVER_WARMUP=40 its silos as warm; the times are printed and not asserted: they depend on the machine.
/// </summary>
public sealed class FailOverTests(ITestOutputHelper output)
{
    private const int Silos = 3;

    /// <summary>Pages enough that no domain runs dry while it is looked at.</summary>
    private const int PagesPerHost = 200;

    [Theory]
    [InlineData(Blow.KillOne)]
    [InlineData(Blow.Freeze)]
    [InlineData(Blow.Terminate)]
    public async Task OrphanedDomains_AreServedByTheOthers_NeverTooSoon(Blow blow)
    {
        var domains = Setting("THRESHER_FAILOVER_DOMAINS", 45);
        var warmUp = Setting("THRESHER_FAILOVER_WARMUP", 3);
        var delay = TimeSpan.FromMilliseconds(Setting("THRESHER_FAILOVER_DELAY", 500));
        await using var web = await SyntheticWeb.StartAsync(
            new SyntheticWebOptions { Seed = 11, Hosts = domains, PagesPerHost = PagesPerHost, CrossHostLinkShare = 0.05 }, TestContext.Current.CancellationToken);
        await using var cluster = await ChaosCluster.StartAsync(Silos);
        await using var crawl = ThresherProcess.Start(
            ["crawl", .. web.Seeds.Select(seed => seed.AbsoluteUri), "--name", "web", "--cluster", cluster.Database.ConnectionString,
                "--allow-private", "--delay", $"{delay.TotalMilliseconds}ms", "--per-domain", "1"]);
        try
        {
            var nemesis = new Nemesis(cluster, web, crawl, new Random(1), output.WriteLine) { IsPatient = true };
            Assert.True(await nemesis.StrikeAsync(blow, warmUp * domains), crawl.Errors);

            var ledger = web.Ledger.Analyze();
            var times = nemesis.Recovery.Times(ledger);
            output.WriteLine(
                $"{blow}: {times.Count} orphans of {domains} domains, delay {delay.TotalSeconds:0.0} s; asked again after p50 "
                + $"{Recovery.Percentile(times, 0.5).TotalSeconds:0.0} s, p95 {Recovery.Percentile(times, 0.95).TotalSeconds:0.0} s, "
                + $"max {Recovery.Percentile(times, 1).TotalSeconds:0.0} s; longest gap {nemesis.Recovery.LongestGap(ledger).TotalSeconds:0.0} s");
            Assert.NotEmpty(times);
            Assert.Empty(ledger.Violations(delay, TimeSpan.FromMilliseconds(5)));
            Assert.DoesNotContain("is no longer registered", await cluster.StopAsync(), StringComparison.Ordinal);
        }
        catch
        {
            await cluster.StopAsync();
            output.WriteLine($"{crawl.Output}\n{crawl.Errors}\n{cluster.Log}");
            throw;
        }
    }

    private static int Setting(string variable, int standard) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var set) ? set : standard;
}
