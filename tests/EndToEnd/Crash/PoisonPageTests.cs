using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;
using Thresher.TestWeb.Truth;

namespace Thresher.Tests.EndToEnd.Crash;

/// <summary>
/// A page on which an extractor kills its process: the silo does not notice where extractors run apart, and the page ends in quarantine where
/// a host runs them in its silo; its neighbours are fetched.
/// </summary>
public sealed class PoisonPageTests
{
    /// <summary>Deaths after which a page counts as a killer although it survives its trial, and the last one.</summary>
    private const int MostCrashes = 9;

    /// <summary>So often is the unlucky crawler killed, more than there are strikes.</summary>
    private const int Kills = 6;

    [Fact]
    public async Task Crawl_ExtractorThatKillsItsProcess_IsARecordAndTheCrawlGoesOn()
    {
        await using var web = await SyntheticWeb.StartAsync(
            new SyntheticWebOptions { Seed = 5, Hosts = 5, PagesPerHost = 40 }, TestContext.Current.CancellationToken);
        using var data = new TemporaryDirectory();
        var (job, poison) = BrokenCrawler.Poison(web, data);

        await using var crawl = await ThresherProcess.RunAsync(
            "crawl", job, "--name", "web", "--data", data.Path, "--allow-private", "--delay", "20ms");

        Assert.True(crawl.ExitCode == 0, crawl.Errors[..Math.Min(500, crawl.Errors.Length)]);
        await using var items = await ThresherProcess.RunAsync("export", "web", "--what", "items", "--data", data.Path);
        var item = JsonDocument.Parse(Assert.Single(items.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))).RootElement;
        Assert.Equal(poison, item.GetProperty("url").GetString());
        Assert.Contains("died of the page, twice", item.GetProperty("errors")[0].GetString(), StringComparison.Ordinal);
        var checker = new CrawlChecker(web.Truth.Expect(), await StoredUrls.OfAsync(data.Path, "web"), web.Ledger);
        Assert.Empty(checker.Lost);
        Assert.Empty(checker.Doubled);
        Assert.Equal([poison], checker.Unexpected);
        await using var verify = await ThresherProcess.RunAsync("verify", "web", "--data", data.Path);
        Assert.True(verify.ExitCode == 0, verify.Output + verify.Errors);
    }

    // The trial, in which the host's own extractors do not run, is survived each time.
    [Fact]
    public async Task Crawl_PageThatSurvivesItsTrialAndKillsItsSilo_IsQuarantinedAfterABoundedNumberOfDeaths()
    {
        await using var web = await SyntheticWeb.StartAsync(
            new SyntheticWebOptions { Seed = 5, Hosts = 1, PagesPerHost = 10 }, TestContext.Current.CancellationToken);
        using var data = new TemporaryDirectory();
        var poison = BrokenCrawler.MapPoison(web);
        var crashes = 0;
        while (true)
        {
            await using var crawl = BrokenCrawler.Start("poisoned", data, [poison, web.Seeds[0].AbsoluteUri]);
            await crawl.ExitAsync();
            if (crawl.ExitCode == 0)
            {
                break;
            }

            Assert.True(++crashes <= MostCrashes, $"crash {crashes}: {crawl.Errors[..Math.Min(500, crawl.Errors.Length)]}");
        }

        await using var failures = await ThresherProcess.RunAsync("failures", "web", "--reason", "killed-its-process", "--json", "--data", data.Path);
        var quarantined = JsonDocument.Parse(Assert.Single(failures.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))).RootElement;
        Assert.Equal(poison, quarantined.GetProperty("url").GetString());
    }

    [Fact]
    public async Task Crawl_KilledAgainAndAgainBetweenParseAndCommit_StoresThePage()
    {
        await using var web = await SyntheticWeb.StartAsync(
            new SyntheticWebOptions { Seed = 5, Hosts = 1, PagesPerHost = 10 }, TestContext.Current.CancellationToken);
        web.Map(0, "/innocent", context =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync("<title>Innocent</title>");
        });
        using var data = new TemporaryDirectory();
        var innocent = $"{web.BaseAddress(0).AbsoluteUri}innocent";
        var kills = 0;
        while (true)
        {
            await using var crawl = BrokenCrawler.Start("killed-in-commit", data, [innocent]);
            await crawl.ExitAsync();
            if (crawl.ExitCode == 0)
            {
                break;
            }

            Assert.True(++kills <= Kills, $"{crawl.Output}{crawl.Errors}");
        }

        Assert.Equal(Kills, kills);
        Assert.Contains(innocent, await StoredUrls.OfAsync(data.Path, "web"));
    }
}
