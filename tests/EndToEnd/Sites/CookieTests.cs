using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb.Sites;

namespace Thresher.Tests.EndToEnd.Sites;

/// <summary>Cookies through kills: a wall of cookies ends with its pages, or with a failure that says so.</summary>
public sealed class CookieTests
{
    private const int Pages = 30;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Crawl_WithCookies_KilledTwice_HasEveryPage_AndTheWallThatStaysShutFails(bool cluster)
    {
        await using var site = new CookieWallSite(Pages, lasts: 12);
        await site.StartAsync(Cancellation);
        await using var place = await CrawlPlace.StartAsync(cluster);
        string[] crawl = ["crawl", site.UrlOf(CookieWallSite.Wall, "/"), site.UrlOf(CookieWallSite.Door, "/"), site.UrlOf(CookieWallSite.Shut, "/"), "--name", "cookies", "--allow-private", "--cookies", "--delay", "30ms", "--fail-on", "none"];
        foreach (var kill in new[] { 9, 40 })
        {
            await using var run = place.Start(crawl);
            await run.ReachesAsync(() => site.Ledger.Count >= kill);

            if (cluster)
            {
                await place.Cluster!.Silos[kill % 2].KillAsync();
                await place.Cluster.Silos[kill % 2].EnsureStartedAsync();
            }

            await run.KillAsync();
        }

        var status = await place.AskAsync(crawl);
        Assert.Equal(2 * (Pages + 1), status.GetProperty("fetched").GetInt64());
        Assert.Equal(1, status.GetProperty("failed").GetInt64());
        var failure = await place.AskAsync("failures", "cookies");
        Assert.Equal(("cookie-wall", site.UrlOf(CookieWallSite.Shut, "/")), (failure.GetProperty("reason").GetString(), failure.GetProperty("url").GetString()));
        await place.RunAsync("verify", "cookies");
        Assert.True(site.RequestsTo(CookieWallSite.Shut, "/") <= 10, $"{site.RequestsTo(CookieWallSite.Shut, "/")} requests to the wall that stays shut");
    }

    [Fact]
    public async Task Crawl_WithoutCookies_SaysThatTheCircleIsOne_AndWhatMayHelp()
    {
        await using var site = new CookieWallSite(Pages, lasts: 12);
        await site.StartAsync(Cancellation);
        await using var place = await CrawlPlace.StartAsync(cluster: false);
        await using var run = place.Start("crawl", site.UrlOf(CookieWallSite.Wall, "/"), "--name", "circle", "--allow-private", "--delay", "0");
        await run.ExitAsync();
        Assert.Contains("redirect-loop (HTTP 302): its redirects lead back to where they began: --cookies keeps cookies, if the site waits for one", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Crawl_FromACookiesTxt_SendsIt_AndStoresNothingOfIt()
    {
        await using var site = new CookieWallSite(Pages, lasts: 12);
        await site.StartAsync(Cancellation);
        using var data = new TemporaryDirectory();
        using var files = new TemporaryDirectory();
        var file = Path.Combine(files.Path, "cookies.txt");
        await File.WriteAllTextAsync(file, $"{CookieWallSite.Given}\tFALSE\t/\tFALSE\t0\tpass\t{CookieWallSite.GivenValue}\n", Cancellation);
        await using var run = await ThresherProcess.RunAsync(
            "crawl", site.UrlOf(CookieWallSite.Given, "/"), "--name", "given", "--allow-private", "--cookie-file", file, "--keep-bodies", "--delay", "0", "--json", "--data", data.Path, "--log", "trace");
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Contains($"\"fetched\":{Pages + 1},", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(CookieWallSite.GivenValue, run.Output + run.Errors, StringComparison.Ordinal);
        foreach (var stored in Directory.EnumerateFiles(data.Path, "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain(CookieWallSite.GivenValue, System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(stored, Cancellation)), StringComparison.Ordinal);
        }

        var archive = Path.Combine(files.Path, "given.warc.gz");
        await using var export = await ThresherProcess.RunAsync("export", "given", "--format", "warc", "-o", archive, "--data", data.Path);
        Assert.True(export.ExitCode == 0, export.Errors);
        Assert.All(WarcRecords.Read(archive), record => Assert.DoesNotContain(CookieWallSite.GivenValue, System.Text.Encoding.Latin1.GetString(record.Block), StringComparison.Ordinal));
    }
}
