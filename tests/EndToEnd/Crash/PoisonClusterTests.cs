using System.Text.Json;
using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;
using Thresher.TestWeb.Truth;

namespace Thresher.Tests.EndToEnd.Crash;

/// <summary>A page on which an extractor kills its process costs a cluster no silo; its neighbours are fetched.</summary>
public sealed class PoisonClusterTests
{
    private const int Silos = 2;

    [Fact]
    public async Task Crawl_ExtractorThatKillsItsProcess_IsARecordAndTheSilosLive()
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
            Assert.Equal(0, crashes);
            await using var items = await ThresherProcess.RunAsync(["export", "web", "--what", "items", .. where]);
            using var item = JsonDocument.Parse(Assert.Single(items.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
            Assert.Equal(poison, item.RootElement.GetProperty("url").GetString());
            Assert.Contains("died of the page, twice", item.RootElement.GetProperty("errors")[0].GetString(), StringComparison.Ordinal);
            var checker = new CrawlChecker(web.Truth.Expect(), await StoredUrls.FromAsync("web", where), web.Ledger);
            Assert.Empty(checker.Lost);
            Assert.Empty(checker.Doubled);
            Assert.Equal([poison], checker.Unexpected);
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
                        Assert.True(++crashes == 0, $"crash {crashes}: {ended.Process.Errors[..Math.Min(500, ended.Process.Errors.Length)]}");
                        await ended.DisposeAsync();
                        silos[i] = null;
                    }

                    silos[i] ??= SiloProcess.Start(
                        database.ConnectionString, null, "--extractors", Path.GetDirectoryName(ThresherProcess.Built("tests/BrokenCrawler", "Thresher.BrokenCrawler.dll"))!);
                }

                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }
    }
}
