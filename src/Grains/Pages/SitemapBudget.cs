using System.Collections.Concurrent;
using Thresher.Grains.Crawls;
using Thresher.Jobs.Outcomes;
using Thresher.Storage;

namespace Thresher.Grains.Pages;

/// <summary>
/// How many further sitemaps a crawl may take from indexes: an index that names ever new ones would never end. What was
/// read stands in the ledger; what was taken since the silo started is counted here, so each silo of a cluster may take
/// what the crawl has left, and no more than the limit of them is taken in one run of a silo.
/// </summary>
public sealed class SitemapBudget(ICrawlReader reader)
{
    private readonly ConcurrentDictionary<long, long> _taken = new();

    /// <summary>How many are left.</summary>
    public async Task<long> LeftAsync(ActiveCrawl crawl, CancellationToken cancellationToken)
    {
        var totals = await reader.TotalsAsync(crawl.Record.Id, cancellationToken);
        var read = totals.Of(UrlState.Redirected, FetchOutcome.Sitemap) + totals.Of(UrlState.Redirected, FetchOutcome.SitemapCut)
            + totals.Of(UrlState.Redirected, FetchOutcome.SitemapLimit) + totals.Of(UrlState.Failed, FetchOutcome.BadSitemap);
        return Math.Max(0, LimitOf(crawl) - Math.Max(read, _taken.GetValueOrDefault(crawl.Record.Id)));
    }

    /// <summary>So many were taken.</summary>
    public void Take(ActiveCrawl crawl, int count) => _taken.AddOrUpdate(crawl.Record.Id, count, (_, before) => before + count);

    /// <summary>The job's limit; a crawl of a few pages needs no more sitemaps than pages.</summary>
    private static long LimitOf(ActiveCrawl crawl) => Math.Min(crawl.Job.Sitemaps.MaxSitemaps, crawl.Job.Limits.MaxPages ?? long.MaxValue);
}
