using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;
using Thresher.TestWeb.Truth;

namespace Thresher.Tests.EndToEnd.Crash;

/// <summary>A page that kills whatever process parses it ends in quarantine; its neighbours are fetched.</summary>
public sealed class PoisonPageTests
{
    /// <summary>One crash to suspect it, two strikes; the third a process of its own receives.</summary>
    private const int Crashes = 3;

    /// <summary>So often is the unlucky crawler killed, more than there are strikes.</summary>
    private const int Kills = 6;

    [Fact]
    public async Task Crawl_PageKillsItsProcess_IsQuarantinedAndNeighboursAreFetched()
    {
        await using var web = await SyntheticWeb.StartAsync(
            new SyntheticWebOptions { Seed = 5, Hosts = 5, PagesPerHost = 40 }, TestContext.Current.CancellationToken);
        using var data = new TemporaryDirectory();
        var (job, poison) = BrokenCrawler.Poison(web, data);
        var crashes = 0;
        while (true)
        {
            await using var crawl = await ThresherProcess.RunAsync(
                "crawl", job, "--name", "web", "--data", data.Path, "--allow-private", "--delay", "20ms");
            if (crawl.ExitCode == 0)
            {
                break;
            }

            Assert.True(++crashes <= Crashes, $"crash {crashes}: {crawl.Errors[..Math.Min(500, crawl.Errors.Length)]}");
        }

        Assert.Equal(Crashes, crashes);
        await using var failures = await ThresherProcess.RunAsync(
            "failures", "web", "--reason", "killed-its-process", "--json", "--data", data.Path);
        var quarantined = JsonDocument.Parse(Assert.Single(failures.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))).RootElement;
        Assert.Equal(poison, quarantined.GetProperty("url").GetString());
        var checker = new CrawlChecker(web.Truth.Expect(), await StoredUrls.OfAsync(data.Path, "web"), web.Ledger);
        Assert.Empty(checker.Lost);
        Assert.Empty(checker.Doubled);
        Assert.Empty(checker.Unexpected);
        await using var verify = await ThresherProcess.RunAsync("verify", "web", "--data", data.Path);
        Assert.True(verify.ExitCode == 0, verify.Output + verify.Errors);
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
