using Thresher.Tests.EndToEnd.Chaos;
using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;

namespace Thresher.Tests.EndToEnd.Cluster;

/// <summary>A cluster that is started again at other addresses need not wait for its dead; one who only sleeps is not dead.</summary>
public sealed class ColdStartTests(ITestOutputHelper output)
{
    /// <summary>A starting silo takes a second or two to look, unless the machine is very busy.</summary>
    private const int LimitSeconds = 90;

    private const int Active = 3;
    private const int Dead = 6;

    [Fact]
    public async Task Start_OneMemberKilledOneFrozen_TheKilledIsDeclaredDead()
    {
        await using var web = await SyntheticWeb.StartAsync(
            new SyntheticWebOptions { Seed = 9, Hosts = 10, PagesPerHost = 20 }, TestContext.Current.CancellationToken);
        await using var cluster = await ChaosCluster.StartAsync(2);
        await using var crawl = ThresherProcess.Start(
            ["crawl", .. web.Seeds.Select(seed => seed.AbsoluteUri), "--name", "web", "--cluster", cluster.Database.ConnectionString, "--allow-private", "--delay", "1s"]);
        try
        {
            Assert.True(await web.SeenAsync(30, crawl), crawl.Errors);
            var (frozen, killed) = (cluster.Silos[0], cluster.Silos[1]);
            frozen.Freeze();
            await killed.KillAsync();

            // Its slot is left empty: no silo comes back at that address.
            cluster.Silos.Remove(killed);
            await cluster.AddAsync();
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(LimitSeconds));
            while (await StatusAsync(cluster, killed) != Dead)
            {
                Assert.False(limit.IsCancellationRequested, "the killed silo is not declared dead");
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }

            // Of the newcomer nobody else could have said it: it is not a member yet while it waits for the frozen one.
            Assert.Equal(Active, await StatusAsync(cluster, frozen));
            frozen.Thaw();
            await cluster.AllServeAsync();
            await crawl.ExitAsync();
            Assert.True(crawl.ExitCode == 0, crawl.Errors);
        }
        catch
        {
            await cluster.StopAsync();
            output.WriteLine($"{crawl.Output}\n{crawl.Errors}\n{cluster.Log}");
            throw;
        }
    }

    private static async Task<int> StatusAsync(ChaosCluster cluster, SiloSlot silo) => Assert.Single(await cluster.Database.ListAsync<int>(
        "SELECT status FROM orleansmembershiptable WHERE address || ':' || port || '@' LIKE $1", silo.OwnerPrefix));
}
