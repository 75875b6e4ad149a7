using System.Net;
using System.Runtime.InteropServices;
using Thresher.Tests.EndToEnd.Chaos;
using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;

namespace Thresher.Tests.EndToEnd.BadInput;

/// <summary>Silos whose clocks are wrong by minutes, provoked with Debian's faketime: they go by the database's.</summary>
public sealed class ClockSkewTests(ITestOutputHelper output)
{
    /// <summary>Where Debian keeps it.</summary>
    private static readonly string Library =
        $"/usr/lib/{(RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "aarch64" : "x86_64")}-linux-gnu/faketime/libfaketimeMT.so.1";

    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(100);

    /// <summary>Far more than the crawl takes, far less than the clocks are wrong by.</summary>
    private const int LimitSeconds = 240;

    [Fact]
    public async Task Crawl_SilosTenMinutesAheadAndBehind_IsCompleteInTimeAndPolite()
    {
        Assert.SkipUnless(File.Exists(Library), "wrong clocks need libfaketime: apt-get install faketime");
        await using var web = await SyntheticWeb.StartAsync(
            new SyntheticWebOptions
            {
                Seed = 8,
                Hosts = 10,
                PagesPerHost = 20,
                Shares = new Dictionary<PageKind, double> { [PageKind.Throttled] = 0.1 },
            },
            TestContext.Current.CancellationToken);
        await using var database = await DatabaseServer.StartNewAsync();
        await using var ahead = Start(database.ConnectionString, "+600");
        await ahead.AnswersAsync("/health/ready", HttpStatusCode.OK);
        await using var behind = Start(database.ConnectionString, "-600");
        await behind.AnswersAsync("/health/ready", HttpStatusCode.OK);

        await using var crawl = new ChaosCrawl(database, web, Delay, output.WriteLine)
        {
            SiloLogsAsync = () => Task.FromResult(ahead.Process.Output + behind.Process.Output),
        };
        await crawl.RunAsync(() => Task.CompletedTask, LimitSeconds);

        await ahead.LogsAsync("This machine's clock is 600.0 s ahead of the database's, which the silo uses");
        await behind.LogsAsync("This machine's clock is 600.0 s behind the database's, which the silo uses");
    }

    private static SiloProcess Start(string connection, string seconds) => SiloProcess.StartUnder(
        ["env", $"LD_PRELOAD={Library}", $"FAKETIME={seconds}s", "FAKETIME_DONT_FAKE_MONOTONIC=1", "DONT_FAKE_MONOTONIC=1"],
        connection);
}
