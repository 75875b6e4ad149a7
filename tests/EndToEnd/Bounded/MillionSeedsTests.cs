using System.Diagnostics;
using System.Text.Json;
using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;

namespace Thresher.Tests.EndToEnd.Bounded;

/// <summary>Memory depends on what is in flight, never on how many URLs there are; and a stop is bounded at full load.</summary>
public sealed class MillionSeedsTests(ITestOutputHelper output)
{
    private const int Seeds = 1_000_000;
    private const int Requests = 15_000;
    private const long MemoryLimit = 400L * 1024 * 1024;
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task SeedAndCrawl_AMillionUrls_StaysSmallAndStopsAtOnce()
    {
        await using var web = await SyntheticWeb.StartAsync(
            new SyntheticWebOptions { Hosts = 4 }, TestContext.Current.CancellationToken);
        using var data = new TemporaryDirectory();
        await using (var lines = new StreamWriter(data.File("seeds.txt")))
        {
            for (var i = 0; i < Seeds; i++)
            {
                lines.Write(web.BaseAddress(i % 4).AbsoluteUri);
                lines.Write("items/");
                lines.Write(i);
                lines.Write('\n');
            }
        }

        await using (var seed = ThresherProcess.Start("seed", "big", "--create", "--file", data.File("seeds.txt"), "--data", data.Path))
        {
            var seedMemory = await WatchAsync(seed, seed.ExitAsync());
            Assert.True(seed.ExitCode == 0, seed.Errors);
            output.WriteLine($"seeding: peak {seedMemory >> 20} MiB");
            Assert.InRange(seedMemory, 1, MemoryLimit);
        }

        await using var crawl = ThresherProcess.Start(
            "crawl", web.BaseAddress(0).AbsoluteUri + "items/0", "--name", "big", "--data", data.Path, "--delay", "0", "--per-domain", "32",
            "--ignore-robots", "--allow-private", "--json");
        var memory = await WatchAsync(crawl, web.SeenAsync(Requests, crawl));
        var stopped = Stopwatch.GetTimestamp();
        crawl.Signal("INT");
        await crawl.ExitAsync();
        var took = Stopwatch.GetElapsedTime(stopped);
        output.WriteLine($"crawling: peak {memory >> 20} MiB, stop took {took.TotalSeconds:0.0} s");
        Assert.True(crawl.ExitCode == 3, crawl.Errors);
        Assert.InRange(memory, 1, MemoryLimit);
        Assert.True(took < StopLimit, $"the stop took {took}");
        var status = JsonDocument.Parse(crawl.Output).RootElement;
        Assert.Equal(Seeds, status.GetProperty("accepted").GetInt64());
        Assert.Equal(0, status.GetProperty("leased").GetInt64());

        await using var verify = await ThresherProcess.RunAsync("verify", "big", "--data", data.Path);
        Assert.True(verify.ExitCode == 0, verify.Output + verify.Errors);
    }

    /// <summary>The highest peak measured during an operation.</summary>
    private static async Task<long> WatchAsync(ThresherProcess process, Task until)
    {
        long peak = 0;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        do
        {
            peak = Math.Max(peak, process.PeakMemory);
        }
        while (!until.IsCompleted && await timer.WaitForNextTickAsync());
        await until;
        return peak;
    }
}
