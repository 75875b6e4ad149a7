using Thresher.Tests.EndToEnd.Chaos;
using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;
using Thresher.TestWeb.Ledger;

namespace Thresher.Tests.EndToEnd.Cluster;

/// <summary>Pausing and resuming act within a second on all silos, by the ledger of the web that is crawled.</summary>
public sealed class PauseTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task PauseAndResume_ThreeSilosAtWork_ActWithinASecond()
    {
        await using var web = await SyntheticWeb.StartAsync(
            new SyntheticWebOptions { Seed = 9, Hosts = 30, PagesPerHost = 3000 }, TestContext.Current.CancellationToken);
        await using var cluster = await ChaosCluster.StartAsync(3);
        await using var crawl = cluster.Crawl(web, Delay, output.WriteLine);
        Assert.True(await web.SeenAsync(300, crawl.Console), crawl.Console.Errors);
        var host = web.Authority(0);

        var paused = await RunAsync(cluster, "pause", "web", "--host", host);
        await SettledAsync(cluster, "AND d.key = $1", host);
        var after = web.Ledger.Entries(0).Where(request => request.Host == host && request.ArrivedAt > paused).ToArray();
        Within(paused, after.LastOrDefault(), "last request to the paused host");

        var resumed = await RunAsync(cluster, "resume", "web", "--host", host);
        Within(resumed, await FirstAsync(web, resumed, request => request.Host == host), "first request to the host");

        paused = await RunAsync(cluster, "pause", "web");
        await SettledAsync(cluster, "");
        Within(paused, web.Ledger.Entries(0).LastOrDefault(request => request.ArrivedAt > paused), "last request of the paused crawl");

        resumed = await RunAsync(cluster, "resume", "web");
        Within(resumed, await FirstAsync(web, resumed, _ => true), "first request of the crawl");
    }

    /// <summary>Runs a command.</summary>
    /// <returns>When it had ended.</returns>
    private static async Task<DateTimeOffset> RunAsync(ChaosCluster cluster, params string[] command)
    {
        await using var process = await ThresherProcess.RunAsync([.. command, "--cluster", cluster.Database.ConnectionString]);
        Assert.True(process.ExitCode == 0, process.Errors);
        return TimeProvider.System.GetUtcNow();
    }

    /// <summary>Waits until no silo holds a URL any more, so that nothing can be asked.</summary>
    private static async Task SettledAsync(ChaosCluster cluster, string where, params object[] values)
    {
        const int Leased = 1;
        while ((await cluster.Database.ListAsync<long>($"SELECT count(*) FROM urls u JOIN domains d ON d.id = u.domain_id WHERE u.state = {Leased} {where}", values))[0] > 0)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<RequestEntry> FirstAsync(SyntheticWeb web, DateTimeOffset from, Func<RequestEntry, bool> matches)
    {
        while (true)
        {
            if (web.Ledger.Entries(0).FirstOrDefault(request => request.ArrivedAt > from && matches(request)) is { } first)
            {
                return first;
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private void Within(DateTimeOffset from, RequestEntry? request, string what)
    {
        var took = request is null ? TimeSpan.Zero : request.ArrivedAt - from;
        output.WriteLine($"{what}: {took.TotalMilliseconds:0} ms after the command's end");
        Assert.InRange(took, TimeSpan.Zero, Limit + Delay);
    }
}
