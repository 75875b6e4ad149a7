using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;

namespace Thresher.Tests.EndToEnd.CommandLine;

/// <summary>Sitemaps as seeds, and <c>crawl --refresh</c>, through a kill, on a server that answers conditional requests.</summary>
public sealed class RefreshTests : IDisposable
{
    private const int Pages = 1200;
    private readonly Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Crawl_FromSitemapThenRefreshedThroughAKill_TellsWhatChanged()
    {
        await using var web = await SyntheticWeb.StartAsync(new SyntheticWebOptions { Hosts = 1, PagesPerHost = 1 }, TestContext.Current.CancellationToken);
        var root = web.BaseAddress(0).AbsoluteUri;
        var conditional = 0;
        var changed = false;
        web.Map(0, "*", async context =>
        {
            var path = context.Request.Path.Value!;
            if (path == "/robots.txt")
            {
                await context.Response.WriteAsync($"User-agent: *\nSitemap: {root}index.xml\n");
            }
            else if (path == "/index.xml")
            {
                await context.Response.WriteAsync($"<sitemapindex><sitemap><loc>{root}pages.xml</loc></sitemap></sitemapindex>");
            }
            else if (path == "/pages.xml")
            {
                await context.Response.WriteAsync($"<urlset>{string.Concat(Enumerable.Range(0, Pages).Select(i => $"<url><loc>{root}p/{i}</loc></url>"))}</urlset>");
            }
            else if (changed && path == "/p/7")
            {
                context.Response.StatusCode = 410;
            }
            else if (context.Request.Headers.IfNoneMatch == "\"one\"" && path != "/p/8")
            {
                Interlocked.Increment(ref conditional);
                context.Response.StatusCode = 304;
            }
            else
            {
                context.Response.Headers.ETag = path.EndsWith('9') ? default : "\"one\"";
                context.Response.ContentType = "text/html";
                await context.Response.WriteAsync(changed && path == "/p/8" ? $"<p>new<a href='{root}found'>" : $"<p>{path}");
            }
        });

        var crawl = await _cli.RunAsync($"crawl {root} --name web --robots-sitemaps --allow-private --delay 0 --per-domain 8 --json");
        Assert.True(crawl.Code == 0, crawl.Errors);
        Assert.Equal(Pages + 1, Count(crawl.Output, "fetched"));
        Assert.Equal(2, Count(crawl.Output, "redirected"));

        changed = true;
        using (var refresh = _cli.Start("crawl", "web", "--refresh"))
        {
            var (output, errors) = (refresh.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), refresh.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
            while (Volatile.Read(ref conditional) < 200 && !refresh.HasExited)
            {
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }

            refresh.Kill();
            await Cli.EndAsync(refresh, output, errors);
        }

        Assert.Equal(0, (await _cli.RunAsync("verify web")).Code);
        var rest = await _cli.RunAsync("crawl web --refresh --json");
        Assert.True(rest.Code == 0, rest.Errors);
        Assert.Equal((Pages - 1L, 1L, 1L, Pages + 1L), (Count(rest.Output, "unchanged"), Count(rest.Output, "changed"), Count(rest.Output, "gone"), Count(rest.Output, "fetched")));
        Assert.Equal(0, (await _cli.RunAsync("verify web")).Code);
        var pages = (await _cli.RunAsync("export web")).Lines.Select(line => JsonDocument.Parse(line).RootElement)
            .ToDictionary(page => page.GetProperty("url").GetString()!, page => page.GetProperty("change").GetString());
        Assert.Equal(("unchanged", "unchanged", "gone", "changed", null), (pages[$"{root}p/6"], pages[$"{root}p/9"], pages[$"{root}p/7"], pages[$"{root}p/8"], pages[$"{root}found"]));
    }

    private static long Count(string status, string field) => JsonDocument.Parse(status).RootElement.GetProperty(field).GetInt64();
}
