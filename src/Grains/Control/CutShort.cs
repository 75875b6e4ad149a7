using System.Globalization;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;

namespace Thresher.Grains.Control;

/// <summary>What limits cut off in a crawl, in words, from its ledger: nothing is left out in silence.</summary>
public static class CutShort
{
    private static readonly (UrlState State, FetchOutcome Outcome, string One, string Many, string What)[] Limits =
    [
        (UrlState.Fetched, FetchOutcome.BodyCut, "page was", "pages were", "cut at the limit of a body's bytes (limits.maxBodyBytes)"),
        (UrlState.Fetched, FetchOutcome.LinksCut, "page has", "pages have", "more links than the limit, which were left out (limits.maxLinksPerPage)"),
        (UrlState.Fetched, FetchOutcome.ParseCut, "page was", "pages were", "cut at the time limit of parsing"),
        (UrlState.Redirected, FetchOutcome.SitemapLimit, "sitemap index", "sitemap indexes", "named more sitemaps than the limit, which were left out (sitemaps.maxSitemaps, sitemaps.maxNesting)"),
        (UrlState.Redirected, FetchOutcome.SitemapCut, "sitemap was", "sitemaps were", "read in part, because of faults or a limit"),
    ];

    /// <summary>One line for each kind that occurred.</summary>
    public static IEnumerable<string> Of(CrawlTotals totals) =>
        from limit in Limits
        let count = totals.Of(limit.State, limit.Outcome)
        where count > 0
        select string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? limit.One : limit.Many)} {limit.What}");
}
