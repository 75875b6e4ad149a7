using System.Text.Json;
using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;
using Thresher.TestWeb.Truth;

namespace Thresher.Tests.EndToEnd.Crash;

/// <summary>A page that kills silo after silo of a cluster ends in quarantine; its neighbours are fetched.</summary>
public sealed class PoisonClusterTests
{
    private const int Silos = 2;

    /// <summary>One crash to suspect it, two strikes; the third a process of its own receives.</summary>
    private const int Crashes = 3;

    [Fact]
    public async Task Crawl_PageKillsItsSilos_IsQuarantinedAndNeighboursAreFetched()
    {
        await using var web = await SyntheticWeb.StartAsync(
            new SyntheticWebOptions { Seed = 5, Hosts = 5, PagesPerHost = 20 }, TestContext.Current.CancellationToken);
        using var folder = new TemporaryDirectory();
        var (job, poison) = BrokenCrawler.Poison(web, folder);
        await using var database = await DatabaseServer.StartNewAsync();
        string[] where = ["--cluster", database.ConnectionString];
        var silos = new SiloProcess?[Silos];
        var crashes = 0;
        try
        {
            await SuperviseAsync(() => Array.TrueForAll(silos, silo => silo?.Process.Output.Contains(" serves in cluster ", StringComparison.Ordinal) == true));
            Assert.Equal(0, crashes);
            await using var crawl = ThresherProcess.Start(
                ["crawl", job, "--name", "web", "--allow-private", "--delay", "20ms", .. where]);

            await SuperviseAsync(() => crawl.HasExited);

            Assert.True(crawl.ExitCode == 0, crawl.Errors);
            Assert.Equal(Crashes, crashes);
            await using var failures = await ThresherProcess.RunAsync(["failures", "web", "--reason", "killed-its-process", "--json", .. where]);
            using var quarantined = JsonDocument.Parse(Assert.Single(failures.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
            Assert.Equal(poison, quarantined.RootElement.GetProperty("url").GetString());
            var checker = new CrawlChecker(web.Truth.Expect(), await StoredUrls.FromAsync("web", where), web.Ledger);
            Assert.Empty(checker.Lost);
            Assert.Empty(checker.Doubled);
            Assert.Empty(checker.Unexpected);
            await using var verify = await ThresherProcess.RunAsync(["verify", "web", .. where]);
            Assert.True(verify.ExitCode == 0, verify.Output + verify.Errors);
        }
        finally
        {
            foreach (var silo in silos)
            {
                await (silo?.DisposeAsync() ?? ValueTask.CompletedTask);
            }
        }

        // Starts what is not there and counts what ended, until something holds.
        async Task SuperviseAsync(Func<bool> holds)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
            while (!holds())
            {
                Assert.False(limit.IsCancellationRequested, $"after {crashes} crashes");
                for (var i = 0; i < silos.Length; i++)
                {
                    if (silos[i] is { Process.HasExited: true } ended)
                    {
                        Assert.True(++crashes <= Crashes, $"crash {crashes}: {ended.Process.Errors[..Math.Min(500, ended.Process.Errors.Length)]}");
                        await ended.DisposeAsync();
                        silos[i] = null;
                    }

                    silos[i] ??= SiloProcess.Start(database.ConnectionString);
                }

                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }
    }
}
