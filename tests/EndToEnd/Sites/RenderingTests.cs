using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb.Ledger;
using Thresher.TestWeb.Sites;
using Thresher.TestWeb.Truth;

namespace Thresher.Tests.EndToEnd.Sites;

/// <summary>Pages that scripts make, through kills: exact counts, one host's pace for all that pages ask for, and no browser that outlives its crawl.</summary>
public sealed class RenderingTests
{
    private const int Pages = 7;
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(5);

    public RenderingTests()
    {
        string[] names = ["chromium", "chromium-browser", "google-chrome", "chrome"];
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        Assert.SkipUnless(folders.Any(folder => names.Any(name => File.Exists(Path.Combine(folder, name)))), "there is no Chromium or Chrome on this machine");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Crawl_OfPagesThatScriptsMake_KilledTwice_HasEachOnce_AtItsHostsPace(bool cluster)
    {
        await using var site = new ScriptedSite(Pages);
        await site.StartAsync(Cancellation);
        await using var place = await CrawlPlace.StartAsync(cluster);
        using var files = new TemporaryDirectory();
        var job = Path.Combine(files.Path, "job.json");
        await File.WriteAllTextAsync(job, $$"""
            {
              "name": "scripts", "allowPrivate": true, "keepBodies": true, "render": "always",
              "seeds": ["{{site.UrlOf(ScriptedSite.App, "/")}}", "{{site.UrlOf(ScriptedSite.More, "/")}}", "{{site.UrlOf(ScriptedSite.Scroll, "/")}}"],
              "politeness": { "delay": "100ms" },
              "rendering": [
                { "url": "//app", "waitFor": "h1.name", "timeout": "2m" },
                { "url": "//more", "click": ".more", "clicks": 50, "timeout": "2m" },
                { "scroll": 50, "timeout": "2m" }
              ],
              "extract": [ { "name": "title", "url": "//app", "fields": { "title": { "css": "h1.name", "required": true } } } ]
            }
            """, Cancellation);
        foreach (var kill in new[] { 14, 30 })
        {
            await using var run = place.Start("crawl", job);
            await run.ReachesAsync(() => site.Ledger.Count >= kill);

            await NoBrowserOfAsync(await place.KillAsync(run, kill));
        }

        await using var last = place.Start("crawl", job, "--json");
        await last.ExitAsync(900);
        Assert.True(last.ExitCode == 0, last.Output + last.Errors);
        await NoBrowserOfAsync(last.Id);

        var pages = await place.PagesAsync("scripts");
        Assert.Equal(3 * (Pages + 1), pages.Count);
        Assert.All(pages.Values, page => Assert.Equal("yes", page.GetProperty("rendered").GetString()));
        Assert.Equal("p3", pages[site.UrlOf(ScriptedSite.App, "/p3")].GetProperty("title").GetString());
        var items = await place.RunAsync("export", "scripts", "--what", "items");
        Assert.Equal(Pages + 1, items.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Pages + 1, items.Length);
        await place.RunAsync("verify", "scripts");

        var archive = Path.Combine(files.Path, "scripts.warc.gz");
        await place.RunAsync("export", "scripts", "--format", "warc", "-o", archive);
        Assert.Contains(WarcRecords.Read(archive), record => record.Type == "response"
            && record.Field("WARC-Target-URI")!.StartsWith(site.UrlOf(ScriptedSite.App, "/"), StringComparison.Ordinal)
            && System.Text.Encoding.UTF8.GetString(record.Block).EndsWith("<link rel=stylesheet href=/app.css>", StringComparison.Ordinal));

        AssertPolite(site);
    }

    [Fact]
    public async Task Page_ThatTakesItsBrowserWithItThrice_IsQuarantined_AndTheOthersAreStored()
    {
        await using var site = new ScriptedSite(2);
        await site.StartAsync(Cancellation);
        await using var place = await CrawlPlace.StartAsync(cluster: false);
        using var files = new TemporaryDirectory();
        var job = Path.Combine(files.Path, "job.json");
        await File.WriteAllTextAsync(job, $$"""
            {
              "name": "bad", "allowPrivate": true, "render": "always", "seeds": ["{{site.UrlOf(ScriptedSite.Bad, "/")}}"], "politeness": { "delay": "0s" },
              "limits": { "retries": 3, "retryDelay": "100ms", "maxRetryDelay": "1s" },
              "rendering": [ { "url": "/hang", "timeout": "10s" }, { "timeout": "2m" } ]
            }
            """, Cancellation);
        await using var run = place.Start("crawl", job, "--json", "--fail-on", "none");
        await run.ExitAsync(900);
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        Assert.Contains("\"fetched\":3,", run.Output, StringComparison.Ordinal);
        Assert.Contains("\"quarantined\":2,", run.Output, StringComparison.Ordinal);
        Assert.Equal((3, 3), (site.RequestsTo(ScriptedSite.Bad, "/hang"), site.RequestsTo(ScriptedSite.Bad, "/eat")));
        await place.RunAsync("verify", "bad");
        await NoBrowserOfAsync(run.Id);
    }

    [Fact]
    public async Task Auto_FindsOutWhatNeedsABrowser_AndSaysWhatItFound()
    {
        await using var site = new ScriptedSite(5);
        await site.StartAsync(Cancellation);
        await using var place = await CrawlPlace.StartAsync(cluster: false);
        using var files = new TemporaryDirectory();
        var job = Path.Combine(files.Path, "job.json");
        await File.WriteAllTextAsync(job, $$"""
            {
              "name": "auto", "allowPrivate": true, "render": "auto", "seeds": ["{{site.UrlOf(ScriptedSite.App, "/")}}", "{{site.UrlOf(ScriptedSite.More, "/")}}"],
              "politeness": { "delay": "0s" }, "rendering": [ { "click": ".more", "clicks": 50, "timeout": "2m" } ]
            }
            """, Cancellation);
        var status = await place.AskAsync("crawl", job);
        Assert.Equal(12, status.GetProperty("fetched").GetInt64());

        // Of one host every page is a shell, of the other its first alone; the rest are as they were fetched.
        var rendered = (await place.PagesAsync("auto")).Where(page => page.Value.TryGetProperty("rendered", out _)).Select(page => page.Key).ToList();
        Assert.Equal(7, rendered.Count);
        Assert.Equal(6, rendered.Count(url => url.Contains(ScriptedSite.App, StringComparison.Ordinal)));
        Assert.Contains(site.UrlOf(ScriptedSite.More, "/"), rendered);
        var explained = await place.RunAsync("explain", site.UrlOf(ScriptedSite.App, "/p3"));
        Assert.Contains(explained, line => line.Contains("of its host's pages of the shape /*, 5 were rendered to compare, and 5 of them differed", StringComparison.Ordinal));
        await place.RunAsync("verify", "auto");
    }

    [Fact]
    public async Task Crawl_ThatDoesNotRender_LoadsNothingOfIt()
    {
        await using var site = new ScriptedSite(Pages);
        await site.StartAsync(Cancellation);
        await using var place = await CrawlPlace.StartAsync(cluster: false);
        await using var run = place.Start("crawl", site.UrlOf(ScriptedSite.Bad, "/"), "--name", "plain", "--allow-private", "--delay", "2s");
        await run.ReachesAsync(() => site.Ledger.Count >= 4);

        var maps = await File.ReadAllTextAsync($"/proc/{run.Id}/maps", Cancellation);
        Assert.Contains("Thresher.Grains.dll", maps, StringComparison.Ordinal);
        Assert.DoesNotContain("Thresher.Rendering.dll", maps, StringComparison.Ordinal);
        await run.KillAsync();
    }

    [Fact]
    public async Task Crawl_WithoutABrowser_SaysSo_InOneLine_BeforeItBegins()
    {
        using var data = new TemporaryDirectory();
        await using var run = ThresherProcess.StartUnder(["env", "THRESHER_BROWSER=/nowhere/chromium"], "src/Client", "thresher", "crawl", "http://app.localhost:1/", "--render", "always", "--data", data.Path);
        await run.ExitAsync();
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("THRESHER_BROWSER names /nowhere/chromium, which is no file: name the program of a Chromium or Chrome", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Try_WithRender_ShowsWhatScriptsMake()
    {
        await using var site = new ScriptedSite(Pages);
        await site.StartAsync(Cancellation);
        await using var run = await ThresherProcess.RunAsync("try", site.UrlOf(ScriptedSite.App, "/"), "--render", "always", "--allow-private");
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Contains("rendered, 4 requests of the page", run.Output, StringComparison.Ordinal);
        Assert.Contains("\"home\"", run.Output, StringComparison.Ordinal);
        Assert.Contains(site.UrlOf(ScriptedSite.App, "/p7"), run.Output, StringComparison.Ordinal);
    }

    /// <summary>A document waits for the host's delay after whatever its host was asked last; what pages ask for, for a tenth of it, one at a time.</summary>
    private static void AssertPolite(ScriptedSite site)
    {
        var ledger = site.Ledger.Analyze();
        foreach (var host in ledger.Hosts)
        {
            Assert.Equal(1, ledger.MaxInFlight(host));
            Assert.Empty(ledger.Violations(host, Delay / 10, Tolerance));
            var requests = ledger.RequestsTo(host);
            Assert.All(requests.Zip(requests.Skip(1)).Where(pair => IsDocument(pair.Second)), pair => Assert.True(
                pair.Second.Arrived - pair.First.Arrived >= Delay - Tolerance, $"{pair.First.Target} then {pair.Second.Target} after {(pair.Second.Arrived - pair.First.Arrived).TotalMilliseconds} ms"));
        }

        Assert.DoesNotContain(ledger.Entries, entry => entry.Target.StartsWith("/private/", StringComparison.Ordinal) || entry.Target == "/logo.png" || entry.Target == "/favicon.ico");
        Assert.InRange(site.RequestsTo(ScriptedSite.App, "/app.js"), 1, 3);
    }

    private static bool IsDocument(RequestEntry entry) =>
        !entry.Target.StartsWith("/api/", StringComparison.Ordinal) && !entry.Target.EndsWith(".js", StringComparison.Ordinal) && !entry.Target.EndsWith(".css", StringComparison.Ordinal);

    private static async Task NoBrowserOfAsync(int owner)
    {
        while (BrowsersOf(owner) is { Count: > 0 })
        {
            await Task.Delay(20, Cancellation);
        }
    }

    private static List<string> BrowsersOf(int owner)
    {
        var mark = $"/thresher-browsers/{owner}-";
        List<string> found = [];
        foreach (var process in Directory.EnumerateDirectories("/proc"))
        {
            try
            {
                if (int.TryParse(Path.GetFileName(process), out _) && File.ReadAllText(Path.Combine(process, "cmdline")).Contains(mark, StringComparison.Ordinal))
                {
                    found.Add(process);
                }
            }
            catch (IOException)
            {
                // It has just ended.
            }
        }

        return found;
    }
}
