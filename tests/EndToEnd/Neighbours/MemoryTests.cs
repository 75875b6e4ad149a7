using System.Text;
using Thresher.Tests.EndToEnd.Rig;

namespace Thresher.Tests.EndToEnd.Neighbours;

/// <summary>A thousand hosts that send almost ten megabytes each and then drip, within a heap of 768 MiB.</summary>
public sealed class MemoryTests(ITestOutputHelper output)
{
    private const string Healthy = "healthy.localhost";
    private const int Drips = 1000;
    private const int Pages = 40;
    private const int Megabytes = 9;
    private const string Heap = "DOTNET_GCHeapHardLimit=0x30000000";

    private static readonly byte[] Piece = Encoding.ASCII.GetBytes(new string('x', 512 * 1024));
    private static readonly TimeSpan Drip = TimeSpan.FromMilliseconds(500);

    /// <summary>Time in which the hosts hold what they can: longer than a body that drips is waited for.</summary>
    private static readonly TimeSpan Siege = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Crawl_HostsThatHoldTheirBodies_DoNotExhaustMemory()
    {
        var alone = await RunAsync(0, TimeSpan.Zero);
        var beside = await RunAsync(Drips, Siege);

        // What the neighbour's pace says depends on the machine: here all thousand hosts are served by it as well.
        output.WriteLine($"{beside:0.00} requests/s instead of {alone:0.00}: {beside / alone:0.00}");
    }

    private static async Task<bool> AnswerAsync(string host, Stream stream, CancellationToken cancellationToken)
    {
        if (host == Healthy)
        {
            return false;
        }

        await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 10000000\r\n\r\n"u8.ToArray(), cancellationToken);
        for (var i = 0; i < Megabytes * 2; i++)
        {
            await stream.WriteAsync(Piece, cancellationToken);
        }

        while (true)
        {
            await Task.Delay(Drip, cancellationToken);
            await stream.WriteAsync("x"u8.ToArray(), cancellationToken);
        }
    }

    /// <returns>Requests per second to the healthy host.</returns>
    private async Task<double> RunAsync(int drips, TimeSpan siege)
    {
        await using var site = new QuietSite(AnswerAsync);
        using var data = new TemporaryDirectory();
        await File.WriteAllLinesAsync(
            data.File("seeds.txt"),
            [.. Enumerable.Range(0, Pages).Select(i => $"http://{Healthy}:{site.Port}/{i}"), .. Enumerable.Range(0, drips).Select(i => $"http://drip-{i}.localhost:{site.Port}/")],
            TestContext.Current.CancellationToken);
        await using (var seed = await ThresherProcess.RunAsync("seed", "c", "--create", "--file", data.File("seeds.txt"), "--data", data.Path))
        {
            Assert.True(seed.ExitCode == 0, seed.Errors);
        }

        await using var crawl = ThresherProcess.StartUnder(
            ["env", Heap], "src/Client", "thresher", "crawl", "--name", "c", "--data", data.Path, "--delay", "300ms", "--allow-private", "--json");
        await site.SeenAsync(Healthy, Pages + 1, crawl);
        var ended = crawl.EndAsync();
        await Task.WhenAny(ended, Task.Delay(siege, TestContext.Current.CancellationToken));
        Assert.False(drips > 0 && ended.IsCompleted, $"the crawl ended with {(ended.IsCompleted ? crawl.ExitCode : 0)}: {crawl.Errors}");
        output.WriteLine($"peak {crawl.PeakMemory >> 20} MiB");
        crawl.Signal("INT");
        await crawl.ExitAsync();
        Assert.True(drips == 0 || crawl.ExitCode == 3, $"{crawl.ExitCode}: {crawl.Errors}");
        return site.PaceOf(Healthy, Pages / 2);
    }
}
