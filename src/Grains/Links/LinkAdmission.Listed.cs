using Thresher.Grains.Crawls;
using Thresher.Jobs.Rules;
using Thresher.Jobs.Scope;
using Thresher.Storage.Rows;
using Thresher.Web.Sitemaps;
using Thresher.Web.Urls;

namespace Thresher.Grains.Links;

/// <summary>What sitemaps list.</summary>
public sealed partial class LinkAdmission
{
    /// <summary>
    /// The rows for a sitemap's entries: pages in the scope, as seeds ordered by priority and age, and further sitemaps
    /// of the same registrable domain; how many of these are taken is the caller's to limit.
    /// </summary>
    /// <param name="crawl">The crawl.</param>
    /// <param name="sitemap">The sitemap.</param>
    /// <param name="entries">Its entries.</param>
    /// <param name="now">What ages are measured against.</param>
    /// <param name="cut">Counts what limits leave out.</param>
    internal async ValueTask<IReadOnlyList<NewUrl>> AdmitListedAsync(
        ActiveCrawl crawl, LeasedUrl sitemap, IReadOnlyList<SitemapEntry> entries, DateTimeOffset now, ListedCut cut)
    {
        if (!WebUrl.TryParse(sitemap.Url, null, out var self))
        {
            return [];
        }

        var rows = new List<NewUrl>(entries.Count);
        foreach (var entry in entries)
        {
            if (!WebUrl.TryParse(entry.Location, self, out var target))
            {
                cut.Unreadable++;
                continue;
            }

            if (entry.Kind == SitemapEntryKind.Sitemap)
            {
                if (RegistrableDomain.Of(target.Host) == RegistrableDomain.Of(self.Host))
                {
                    rows.Add(crawl.Admission.SitemapRow(target, sitemap.Hops + 1));
                }
            }
            else if (crawl.Admission.Mode == ScopeMode.Any
                || await scope.ContainsAnyAsync(sitemap.CrawlId, crawl.Admission.CandidateKeys(target), CancellationToken.None))
            {
                var refusal = crawl.Admission.Check(target, 0);
                if (refusal != Refusal.None)
                {
                    cut.Trapped += refusal is Refusal.PathTrap or Refusal.TooLong ? 1 : 0;
                    continue;
                }

                if (!await hosts.MayEnterAsync(crawl, target))
                {
                    cut.Hosts++;
                    continue;
                }

                rows.Add(crawl.Admission.Row(target, 0, 0, UrlRank.OfListed(entry.Priority, entry.LastModified, now), UrlKind.Page));
            }
        }

        known.RemoveKnown(rows);
        return rows;
    }
}
