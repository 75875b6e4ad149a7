using Thresher.Grains.Crawls;
using Thresher.Jobs.Scope;
using Thresher.Storage.Depths;
using Thresher.Storage.Rows;
using Thresher.Web.Urls;

namespace Thresher.Grains.Links;

/// <summary>What pages need to be shown.</summary>
public sealed partial class LinkAdmission
{
    /// <summary>The rows for what a page needs to be shown, as deep as the page, whatever the scope.</summary>
    /// <param name="crawl">The crawl.</param>
    /// <param name="requisites">The resources, resolved.</param>
    /// <param name="from">The page.</param>
    public AdmittedLinks AdmitRequisites(ActiveCrawl crawl, IEnumerable<WebUrl> requisites, LeasedUrl from)
    {
        var rows = new List<NewUrl>();
        var seen = new HashSet<Hash128>();
        var cut = PageFlags.None;
        foreach (var target in requisites)
        {
            var identity = crawl.Admission.IdentityOf(target);
            if (known.DepthOf(identity) is var depth && depth >= 0 && depth <= from.Depth || !seen.Add(identity))
            {
                continue;
            }

            var refusal = crawl.Admission.CheckRequisite(target);
            if (refusal == Refusal.None)
            {
                rows.Add(RequisiteRow(crawl, target, from.Depth, 0));
            }
            else
            {
                cut |= refusal is Refusal.TooLong or Refusal.PathTrap ? PageFlags.LinksTrapped : PageFlags.None;
            }
        }

        OutLinks? outLinks = null;
        if (from.Depth > 0 && rows.Count > 0)
        {
            outLinks = new OutLinks();
            rows.ForEach(row => outLinks.Add(row.Hash, 0));
        }

        return new AdmittedLinks(rows, cut, outLinks);
    }

    private static NewUrl RequisiteRow(ActiveCrawl crawl, WebUrl target, int depth, int hops) =>
        crawl.Admission.Row(target, depth, hops, UrlRank.Of(depth), UrlKind.Requisite);
}
