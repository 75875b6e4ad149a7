using Thresher.Grains.Contracts;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Jobs.Scope;
using Thresher.Storage;
using Thresher.Storage.Rows;
using Thresher.Web.Urls;

namespace Thresher.Grains.Control;

/// <summary>What keeps a crawl from its seeds: told while it waits, not only once it has given up.</summary>
internal sealed class Troubles(ICrawlReader reader)
{
    private const int MostSeedsToAsk = 20;
    private const int MostShown = 3;

    /// <summary>Whether no try has led to a server, of the URLs that were tried.</summary>
    public static bool IsUnreached(CrawlTotals totals, RetrySummary? retries)
    {
        var failed = totals.Counts.Where(count => count.State >= UrlState.Fetched && count.Count > 0).ToArray();
        return (failed.Length > 0 || retries is not null)
            && Array.TrueForAll(failed, count => count.State == UrlState.Failed && OutcomeTraits.Of(count.Outcome) is { IsUnreached: true })
            && (retries is null || retries.Reasons.All(reason => OutcomeTraits.Of(reason.Outcome) is { IsUnreached: true }));
    }

    /// <summary>Seeds whose last try failed: of those that the job names, else, where nothing was reached, of all.</summary>
    /// <param name="record">The crawl.</param>
    /// <param name="isUnreached">Whether nothing was reached: whatever failed is then a seed.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<IReadOnlyList<UrlTrouble>> OfSeedsAsync(CrawlRecord record, bool isUnreached, CancellationToken cancellationToken)
    {
        var found = new List<UrlTrouble>();
        var job = StoredJob.ReadOrDefault(record.Job).Job;
        var admission = new Admission(job, record.Id);
        foreach (var (seed, kind) in job.Seeds.Select(seed => (seed, UrlKind.Page)).Concat(job.Sitemaps.Urls.Select(url => (url, UrlKind.Sitemap))).Take(MostSeedsToAsk))
        {
            if (WebUrl.TryParse(seed, null, out var url)
                && await reader.FindUrlAsync(record.Id, admission.IdentityOf(url, kind), cancellationToken) is { State: UrlState.Retrying or >= UrlState.Failed, Outcome: not (FetchOutcome.PageLimit or FetchOutcome.HostPageLimit) } row)
            {
                found.Add(Of(row));
                if (found.Count == MostShown)
                {
                    return found;
                }
            }
        }

        if (found.Count == 0 && isUnreached)
        {
            found.AddRange(await reader.RetryingAsync(record.Id, null, MostShown, cancellationToken).Select(Of).ToListAsync(cancellationToken));
            found.AddRange(await reader.FailuresAsync(record.Id, null, cancellationToken).Take(MostShown - found.Count).Select(Of).ToListAsync(cancellationToken));
        }

        return found;
    }

    private static UrlTrouble Of(UrlRow row) =>
        new(row.Url, row.Outcome, row.Status, row.Attempts, row.State == UrlState.Retrying ? row.DueAt : null) { Note = row.Note };
}
