using Microsoft.AspNetCore.Http;
using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;

namespace Thresher.Tests.EndToEnd.Citizen;

/// <summary><c>crawl --refresh</c> on a cluster whose silo is killed half-way: unchanged, changed, gone.</summary>
public sealed class ClusterRefreshTests
{
    private const int Hosts = 6;
    private const int PagesPerHost = 60;

    [Fact]
    public async Task Refresh_OneOfThreeSilosKilled_TellsWhatChanged()
    {
        await using var web = await SyntheticWeb.StartAsync(new SyntheticWebOptions { Hosts = Hosts, PagesPerHost = 1 }, TestContext.Current.CancellationToken);
        var changed = false;
        for (var host = 0; host < Hosts; host++)
        {
            web.Map(host, "*", context => AnswerAsync(context, changed));
        }

        await using var place = await CrawlPlace.StartAsync(cluster: true);
        await place.RunAsync(["crawl", .. web.Seeds.Select(seed => seed.AbsoluteUri), "--name", "web", "--allow-private", "--delay", "20ms", "--per-domain", "1"]);
        Assert.Equal(Hosts * (PagesPerHost + 1), (await place.PagesAsync("web")).Count);

        changed = true;
        var before = web.Ledger.Count;
        await using (var refresh = place.Start("crawl", "web", "--refresh"))
        {
            Assert.True(await web.SeenAsync(before + (Hosts * PagesPerHost / 4), refresh), refresh.Errors);
            await place.Cluster!.Silos[1].KillAsync();
            await refresh.ExitAsync();
            Assert.True(refresh.ExitCode == 0, refresh.Errors);
        }

        var status = await place.AskAsync("status", "web");
        Assert.Equal(
            ("complete", (PagesPerHost - 1L) * Hosts, (long)Hosts, (long)Hosts),
            (status.GetProperty("state").GetString(), status.GetProperty("unchanged").GetInt64(), status.GetProperty("changed").GetInt64(), status.GetProperty("gone").GetInt64()));
        var pages = await place.PagesAsync("web");
        foreach (var seed in web.Seeds)
        {
            Assert.Equal(("unchanged", "gone", "changed"), (Change($"{seed}p/6"), Change($"{seed}p/7"), Change($"{seed}p/8")));
            Assert.Contains("p/7", pages[$"{seed}p/7"].GetProperty("title").GetString(), StringComparison.Ordinal);
            Assert.Equal("new", pages[$"{seed}p/8"].GetProperty("title").GetString());
        }

        await place.RunAsync("verify", "web");

        string? Change(string url) => pages[url].GetProperty("change").GetString();
    }

    private static Task AnswerAsync(HttpContext context, bool changed)
    {
        var path = context.Request.Path.Value!;
        var response = context.Response;
        if (path == "/robots.txt")
        {
            return response.WriteAsync("");
        }

        if (changed && path == "/p/7")
        {
            response.StatusCode = StatusCodes.Status410Gone;
            return Task.CompletedTask;
        }

        var isNew = changed && path == "/p/8";
        if (!isNew && context.Request.Headers.IfNoneMatch == "\"one\"")
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.Headers.ETag = isNew ? "\"two\"" : "\"one\"";
        response.ContentType = "text/html";
        return response.WriteAsync(path == "/"
            ? string.Concat(Enumerable.Range(0, PagesPerHost).Select(n => $"<a href='/p/{n}'>{n}</a>"))
            : $"<title>{(isNew ? "new" : path)}</title>");
    }
}
