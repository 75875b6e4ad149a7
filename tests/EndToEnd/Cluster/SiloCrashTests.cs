using Thresher.Tests.EndToEnd.Chaos;
using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;

namespace Thresher.Tests.EndToEnd.Cluster;

/// <summary>The simplest failure: one of three silos is killed and not restarted. The others do its work.</summary>
public sealed class SiloCrashTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(200);

    /// <summary>Far more than the crawl takes: an unserved domain would exceed it.</summary>
    private const int LimitSeconds = 150;

    [Fact]
    public async Task Crawl_OneOfThreeSilosKilled_IsCompletedByTheOthers()
    {
        await using var web = await SyntheticWeb.StartAsync(
            new SyntheticWebOptions { Seed = 7, Hosts = 40, PagesPerHost = 20, CrossHostLinkShare = 0.2 }, TestContext.Current.CancellationToken);
        await using var cluster = await ChaosCluster.StartAsync(3);
        await using var crawl = cluster.Crawl(web, Delay, output.WriteLine);
        await crawl.RunAsync(
            async () =>
            {
                Assert.True(await web.SeenAsync(200, crawl.Console), crawl.Console.Errors);
                await cluster.Silos[1].KillAsync();
            },
            LimitSeconds);
    }
}
