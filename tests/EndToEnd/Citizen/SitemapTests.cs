using System.Globalization;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;
using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;

namespace Thresher.Tests.EndToEnd.Citizen;

/// <summary>Sitemaps as the server sees them read: nested, packed, named by robots.txt, and their pages in order.</summary>
public sealed class SitemapTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Crawl_NestedAndPackedSitemaps_FetchesTheirPagesInOrderOfPriorityAndAge(bool cluster)
    {
        await using var web = await SyntheticWeb.StartAsync(new SyntheticWebOptions { Hosts = 1, PagesPerHost = 1 }, TestContext.Current.CancellationToken);
        var root = web.BaseAddress(0).AbsoluteUri;
        var today = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var pages = Gzip($"""
            <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
              <url><loc>{root}p/low</loc><priority>0.1</priority><lastmod>{today}</lastmod></url>
              <url><loc>{root}p/old</loc><lastmod>2001-02-03</lastmod></url>
              <url><loc>{root}private/x</loc></url>
              <url><loc>{root}p/high</loc><priority>1.0</priority><lastmod>2001-02-03</lastmod></url>
              <url><loc>http://elsewhere.invalid/p</loc></url>
              <url><loc>{root}p/new</loc><lastmod>{today}</lastmod></url>
            </urlset>
            """);
        web.Map(0, "*", context => context.Request.Path.Value switch
        {
            "/robots.txt" => context.Response.WriteAsync($"User-agent: *\nDisallow: /private/\nSitemap: {root}named.txt\n"),
            "/named.txt" => TextAsync(context, "text/plain", $"{root}p/named\n"),
            "/index.xml" => TextAsync(context, "text/xml", $"<sitemapindex><sitemap><loc>{root}nested.xml</loc></sitemap></sitemapindex>"),
            "/nested.xml" => TextAsync(context, "text/xml", $"<sitemapindex><sitemap><loc>{root}pages.xml.gz</loc></sitemap></sitemapindex>"),
            "/pages.xml.gz" => BytesAsync(context, pages),
            _ => TextAsync(context, "text/html", $"<title>{context.Request.Path}</title>"),
        });
        await using var place = await CrawlPlace.StartAsync(cluster);

        await place.RunAsync("crawl", $"{root}first", "--name", "web", "--sitemap", $"{root}index.xml", "--robots-sitemaps", "--allow-private", "--delay", "50ms", "--per-domain", "1");

        var asked = web.Ledger.Entries().Select(entry => entry.Target).ToList();
        Assert.Equal(asked.Count, asked.Distinct().Count());
        Assert.Equal(
            ["/first", "/index.xml", "/named.txt", "/nested.xml", "/p/high", "/p/low", "/p/named", "/p/new", "/p/old", "/pages.xml.gz", "/robots.txt"],
            asked.Order(StringComparer.Ordinal));
        Assert.Equal("/robots.txt", asked[0]);
        Assert.Equal(["/p/high", "/p/new", "/p/old", "/p/low"], asked.Where(target => target.StartsWith("/p/", StringComparison.Ordinal) && target != "/p/named"));

        var status = await place.AskAsync("status", "web");
        Assert.Equal((6L, 4L, 1L), (Count("fetched"), Count("redirected"), Count("excluded")));
        var explained = string.Concat(await place.RunAsync("explain", $"{root}private/x"));
        Assert.Contains("robots.txt forbids it: line 2, Disallow: /private/", explained, StringComparison.Ordinal);
        await place.RunAsync("verify", "web");

        long Count(string field) => status.GetProperty(field).GetInt64();
    }

    private static Task TextAsync(HttpContext context, string type, string text)
    {
        context.Response.ContentType = type;
        return context.Response.WriteAsync(text);
    }

    private static Task BytesAsync(HttpContext context, byte[] bytes)
    {
        context.Response.ContentType = "application/gzip";
        return context.Response.Body.WriteAsync(bytes).AsTask();
    }

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }
}
