using System.Globalization;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;

namespace Thresher.Grains.Control;

/// <summary>What limits cut off in a crawl, in words: nothing is left out in silence.</summary>
public static class CutShort
{
    private static readonly (PageFlags Flag, string One, string Many, string What)[] OfPages =
    [
        (PageFlags.BodyCut, "page was", "pages were", "cut at the limit of a body's bytes (limits.maxBodyBytes)"),
        (PageFlags.LinksCut, "page has", "pages have", "more links than the limit, which were left out (limits.maxLinksPerPage)"),
        (PageFlags.ParseCut, "page was", "pages were", "cut at the time limit of parsing"),
        (PageFlags.LinksTooDeep, "page has", "pages have", "links beyond the limit of depth, which were left out (limits.maxDepth)"),
        (PageFlags.LinksTrapped, "page has", "pages have", "links that look like a trap or are too long, which were left out (limits.maxPathSegments, limits.maxRepeatedSegments, limits.maxYearsAhead, limits.maxUrlLength)"),
        (PageFlags.HostsCut, "page has", "pages have", "links to hosts beyond the limit of one domain, which were left out (limits.maxHostsPerDomain)"),
    ];

    private static readonly (FetchOutcome Outcome, string One, string Many, string What)[] OfSitemaps =
    [
        (FetchOutcome.SitemapLimit, "sitemap names", "sitemaps name", "more than the crawl's limits admit, which was left out (explain tells of each)"),
        (FetchOutcome.SitemapCut, "sitemap was", "sitemaps were", "read in part, because of faults or a limit"),
    ];

    /// <summary>One line for each kind that occurred.</summary>
    /// <param name="totals">The crawl's ledger.</param>
    /// <param name="cuts">What was cut off of its pages.</param>
    public static IEnumerable<string> Of(CrawlTotals totals, IReadOnlyList<CutPages> cuts)
    {
        foreach (var (flag, one, many, what) in OfPages)
        {
            var cut = cuts.Where(group => group.Flags.HasFlag(flag)).ToList();
            var count = cut.Sum(group => group.Count);
            if (count > 0)
            {
                yield return Line(count, one, many, what) + (count == 1 ? ": " : ", such as ") + cut[0].Example;
            }
        }

        foreach (var (outcome, one, many, what) in OfSitemaps)
        {
            var count = totals.Of(UrlState.Redirected, outcome);
            if (count > 0)
            {
                yield return Line(count, one, many, what);
            }
        }
    }

    private static string Line(long count, string one, string many, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many)} {what}");
}
