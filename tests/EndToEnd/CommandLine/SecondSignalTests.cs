using System.Net;
using System.Net.Sockets;
using Thresher.Tests.EndToEnd.Rig;

namespace Thresher.Tests.EndToEnd.CommandLine;

/// <summary>A second request to stop, while the first waits for a server that does not answer.</summary>
public sealed class SecondSignalTests : IDisposable
{
    private static readonly TimeSpan LongerThanOneRequest = TimeSpan.FromMilliseconds(400);
    private readonly TcpListener _silent = new(IPAddress.Loopback, 0);

    public SecondSignalTests() => _silent.Start();

    public void Dispose() => _silent.Dispose();

    [Fact]
    public async Task Terminate_Again_EndsAtOnce_AndTellsTheStateAllTheSame()
    {
        using var data = new TemporaryDirectory();
        await using var crawl = await InFlightAsync(data);
        crawl.Signal("TERM");
        await Task.Delay(LongerThanOneRequest, TestContext.Current.CancellationToken);
        crawl.Signal("TERM");
        await crawl.ExitAsync();

        Assert.Equal(3, crawl.ExitCode);
        Assert.Contains("c: running, 0 pages", crawl.Errors, StringComparison.Ordinal);
        Assert.Contains("thresher: ended at once", crawl.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terminate_TwiceInOneInstant_IsOneRequest()
    {
        using var data = new TemporaryDirectory();
        await using var crawl = await InFlightAsync(data);
        crawl.Signal("TERM");
        crawl.Signal("TERM");
        await crawl.ExitAsync();

        Assert.Equal(3, crawl.ExitCode);
        Assert.Contains("thresher: stopped before complete", crawl.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("ended at once", crawl.Errors, StringComparison.Ordinal);
    }

    /// <summary>A crawl whose one request has been sent and shown.</summary>
    private async Task<ThresherProcess> InFlightAsync(TemporaryDirectory data)
    {
        var crawl = ThresherProcess.Start("crawl", $"http://{_silent.LocalEndpoint}/", "--allow-private", "--name", "c", "--data", data.Path);
        await crawl.SaysAsync("1 in flight");
        return crawl;
    }
}
