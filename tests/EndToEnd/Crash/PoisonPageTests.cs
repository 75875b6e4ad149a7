using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb;
using Thresher.TestWeb.Truth;

namespace Thresher.Tests.EndToEnd.Crash;

/// <summary>A page that kills whatever process parses it ends in quarantine; its neighbours are fetched.</summary>
public sealed class PoisonPageTests
{
    /// <summary>One crash to suspect it, three strikes.</summary>
    private const int Crashes = 4;

    [Fact]
    public async Task Crawl_PageKillsItsProcess_IsQuarantinedAndNeighboursAreFetched()
    {
        await using var web = await SyntheticWeb.StartAsync(
            new SyntheticWebOptions { Seed = 5, Hosts = 5, PagesPerHost = 40 }, TestContext.Current.CancellationToken);
        web.Map(0, "/poison", context =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync("<title>Poison</title>");
        });
        using var data = new TemporaryDirectory();
        var poison = $"{web.BaseAddress(0).AbsoluteUri}poison";
        string[] seeds = [poison, .. web.Seeds.Select(seed => seed.AbsoluteUri)];

        var crashes = 0;
        while (true)
        {
            await using var crawl = BrokenCrawler.Start("poison", data, seeds);
            await crawl.ExitAsync();
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
}
