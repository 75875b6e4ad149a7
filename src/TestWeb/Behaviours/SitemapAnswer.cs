using System.Text;
using Thresher.TestWeb.Generation;
using Thresher.TestWeb.Ledger;

namespace Thresher.TestWeb.Behaviours;

/// <summary>Sitemaps and, where one file does not hold all, their index.</summary>
internal sealed class SitemapAnswer(WebPlan web, SitemapPlan sitemaps)
{
    private const string Namespace = "http://www.sitemaps.org/schemas/sitemap/0.9";

    /// <summary>Null if the request is for no sitemap.</summary>
    public Task? TryAnswer(Exchange exchange)
    {
        if (sitemaps.FileAt(exchange.Host, exchange.Target) is not { } file)
        {
            return null;
        }

        var files = sitemaps.FileCount(exchange.Host);
        var xml = file < 0 && files > 1
            ? Write("sitemapindex", "sitemap", Enumerable.Range(0, files)
                .Select(part => web.Names.UrlOf(new PageAddress(exchange.Host, SitemapPlan.PathOf(part)))))
            : Write("urlset", "url", sitemaps.UrlsOf(exchange.Host, Math.Max(0, file)));
        return exchange.SendAsync(200, "application/xml", Encoding.UTF8.GetBytes(xml));
    }

    private static string Write(string root, string element, IEnumerable<string> urls)
    {
        var xml = new StringBuilder($"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root} xmlns=\"{Namespace}\">\n");
        foreach (var url in urls)
        {
            xml.Append($"<{element}><loc>{url.Replace("&", "&amp;", StringComparison.Ordinal)}</loc></{element}>\n");
        }

        return xml.Append($"</{root}>\n").ToString();
    }
}
