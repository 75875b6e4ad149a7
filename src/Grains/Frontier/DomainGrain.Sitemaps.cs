using Thresher.Storage;
using Thresher.Urls;

namespace Thresher.Frontier;

/// <summary>The sitemaps that robots.txt names, for the crawls that want them.</summary>
public sealed partial class DomainGrain
{
    /// <summary>
    /// Accepts the sitemaps into the crawl of a URL that waits here meanwhile, so that the crawl cannot be complete. Done
    /// once for each crawl and activation: what is known already is left as it is.
    /// </summary>
    private async Task OfferSitemapsAsync(LeasedUrl url)
    {
        if (services.Directory.Find(url.CrawlId) is not { } crawl || !WebUrl.TryParse(url.Url, null, out var self))
        {
            _offered.Add((url.CrawlId, UrlParts.Scheme(url.Url)));
            return;
        }

        var rows = new List<NewUrl>();
        foreach (var written in _robots.Sitemaps(UrlParts.Scheme(url.Url)))
        {
            if (WebUrl.TryParse(written, self, out var sitemap) && sitemap.RequestHref.Length <= crawl.Job.Limits.MaxUrlLength)
            {
                rows.Add(crawl.Admission.SitemapRow(sitemap, 0));
            }
        }

        if (rows.Count > 0)
        {
            await services.Frontier.AcceptAsync(url.CrawlId, rows, [], CancellationToken.None);
            _mayHaveMore = true;
        }

        _offered.Add((url.CrawlId, UrlParts.Scheme(url.Url)));
    }
}
