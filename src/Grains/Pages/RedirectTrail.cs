using Thresher.Grains.Crawls;
using Thresher.Jobs.Outcomes;
using Thresher.Storage;
using Thresher.Storage.Rows;
using Thresher.Web.Urls;

namespace Thresher.Grains.Pages;

/// <summary>Follows redirects backwards, to tell one that leads to where it came from: a wall of cookies, or a loop.</summary>
public sealed class RedirectTrail(ICrawlReader reader)
{
    /// <summary>The URLs that redirected here one after the other, the nearest first; none for a URL that no redirect led to.</summary>
    /// <param name="crawl">The crawl.</param>
    /// <param name="url">A URL of it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<IReadOnlyList<UrlRow>> BeforeAsync(ActiveCrawl crawl, WebUrl url, CancellationToken cancellationToken)
    {
        var trail = new List<UrlRow>();
        var row = await reader.FindUrlAsync(crawl.Record.Id, crawl.Admission.IdentityOf(url), cancellationToken);
        while (row?.FoundOn is { } parent && trail.Count < crawl.Job.Limits.MaxRedirects && WebUrl.TryParse(parent, null, out var before))
        {
            row = await reader.FindUrlAsync(crawl.Record.Id, crawl.Admission.IdentityOf(before), cancellationToken);
            if (row is not { State: UrlState.Redirected, Outcome: FetchOutcome.Redirect })
            {
                break;
            }

            trail.Add(row);
        }

        return trail;
    }

    /// <summary>Whether a redirect leads to the URL itself, or to one that redirected to it.</summary>
    internal async Task<bool> LeadsBackAsync(ActiveCrawl crawl, LeasedUrl from, WebUrl url, WebUrl target)
    {
        var identity = crawl.Admission.IdentityOf(target);
        if (identity == crawl.Admission.IdentityOf(url))
        {
            return true;
        }

        // Most redirects are their chain's first.
        foreach (var row in from.Hops == 0 ? [] : await BeforeAsync(crawl, url, CancellationToken.None))
        {
            if (WebUrl.TryParse(row.Url, null, out var before) && crawl.Admission.IdentityOf(before) == identity)
            {
                return true;
            }
        }

        return false;
    }
}
