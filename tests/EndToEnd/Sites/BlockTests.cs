using System.Text.Json;
using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb.Sites;
using Thresher.TestWeb.Truth;

namespace Thresher.Tests.EndToEnd.Sites;

/// <summary>Blocks told apart through a kill: what is only a block is no page, and is tried again as the host's failures are.</summary>
public sealed class BlockTests
{
    private const int Pages = 12;
    private const int Delay = 30;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Crawl_OfAGuardedSite_KilledOnce_StoresPagesAloneAndNamesTheBlocks(bool cluster)
    {
        await using var site = new BlockSite(Pages);
        await site.StartAsync(Cancellation);
        await using var place = await CrawlPlace.StartAsync(cluster);
        using var files = new TemporaryDirectory();
        var job = Path.Combine(files.Path, "job.json");
        await File.WriteAllTextAsync(
            job,
            $$"""
            { "name": "guarded", "seeds": ["{{site.UrlOf(BlockSite.Host, "/")}}"], "allowPrivate": true, "limits": { "retries": 1, "retryDelay": "100ms" }, "politeness": { "delay": "{{Delay}}ms" } }
            """,
            Cancellation);
        string[] crawl = ["crawl", job, "--fail-on", "none"];
        await using (var run = place.Start(crawl))
        {
            while (site.RequestsTo(BlockSite.Host, BlockSite.Captcha) == 0)
            {
                Assert.False(run.HasExited, run.Errors);
                await Task.Delay(10, Cancellation);
            }

            await place.KillAsync(run, 0);
        }

        var status = await place.AskAsync(crawl);
        Assert.Equal((Pages + 2, 1), (status.GetProperty("fetched").GetInt64(), status.GetProperty("failed").GetInt64()));
        var failure = await place.AskAsync("failures", "guarded");
        Assert.Equal(("blocked", site.UrlOf(BlockSite.Host, BlockSite.Refused)), (failure.GetProperty("reason").GetString(), failure.GetProperty("url").GetString()));
        Assert.Contains("its marks are those of access denied", string.Concat(await place.RunAsync("explain", site.UrlOf(BlockSite.Host, BlockSite.Refused))), StringComparison.Ordinal);

        // A challenge may have come to the process that was killed before it could store that.
        var log = (await place.RunAsync("log", "guarded", "--json")).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("outcome").GetString()!).CountBy(outcome => outcome).ToDictionary();
        Assert.Equal(Pages + 2, log["ok"]);
        Assert.InRange(log["challenge"], 1, 2);
        Assert.Equal(2, log["blocked"]);
        await place.RunAsync("verify", "guarded");
        Assert.Empty(site.Ledger.Analyze().Violations(TimeSpan.FromMilliseconds(Delay), TimeSpan.FromMilliseconds(5)));
    }
}
