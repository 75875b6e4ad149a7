using Thresher.Grains.Crawls;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Storage;
using Thresher.Storage.Rows;
using Thresher.Web.Urls;

namespace Thresher.Grains.Control;

/// <summary>
/// Seeds that left a crawl's job: what only they had put into its scope leaves with them. URLs that wait to be fetched for
/// it end as <see cref="FetchOutcome.LeftScope"/>; stored pages stay, and what is leased at that moment is still fetched.
/// </summary>
/// <param name="store">The crawl's store.</param>
internal sealed class LeftSeeds(ICrawlStore store)
{
    private const int Batch = 1000;

    /// <summary>The seeds and sitemaps of a job that another one lacks, as URLs are written out.</summary>
    public static HashSet<string> Of(CrawlJob before, CrawlJob after)
    {
        var left = Hrefs(before);
        left.ExceptWith(Hrefs(after));
        return left;
    }

    /// <summary>Takes them out of the scope.</summary>
    /// <param name="crawl">The crawl with its present job, seeded with its seeds.</param>
    /// <param name="before">The job that had them.</param>
    /// <param name="left">The seeds.</param>
    /// <param name="cancellationToken">Ends the work between two steps.</param>
    public async Task RemoveAsync(ActiveCrawl crawl, ActiveCrawl before, HashSet<string> left, CancellationToken cancellationToken)
    {
        var keys = left.Select(seed => Key(before, seed)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        keys.ExceptWith(Hrefs(crawl.Job).Select(seed => Key(crawl, seed)).OfType<string>());
        await foreach (var row in store.Reader.UrlsAsync(crawl.Record.Id, cancellationToken))
        {
            // Seeds that were fed to the crawl stand in no job.
            if (row is { Depth: 0, FoundOn: null } && !left.Contains(row.RequestUrl) && !left.Contains(row.Url) && Key(crawl, row.RequestUrl) is { } fed)
            {
                keys.Remove(fed);
            }
        }

        await store.Intake.RemoveScopeAsync(crawl.Record.Id, keys, cancellationToken);
        var batch = new List<long>(Batch);
        await foreach (var row in store.Reader.UrlsAsync(crawl.Record.Id, cancellationToken))
        {
            if (row.State is UrlState.Queued or UrlState.Retrying && await HasLeftAsync(row))
            {
                batch.Add(row.Id);
            }

            if (batch.Count == Batch)
            {
                await store.Transitions.ExcludeAsync(crawl.Record.Id, batch, FetchOutcome.LeftScope, cancellationToken);
                batch.Clear();
            }
        }

        await store.Transitions.ExcludeAsync(crawl.Record.Id, batch, FetchOutcome.LeftScope, cancellationToken);

        async ValueTask<bool> HasLeftAsync(UrlRow row)
        {
            string[] own = WebUrl.TryParse(row.RequestUrl, null, out var url) ? [.. crawl.Admission.CandidateKeys(url)] : [];
            return own.Length == 0
                ? row is { Depth: 0, FoundOn: null } && left.Contains(row.RequestUrl)
                : own.Any(keys.Contains) && !(await store.Intake.InScopeAsync(crawl.Record.Id, own, cancellationToken)).Contains(true);
        }
    }

    private static HashSet<string> Hrefs(CrawlJob job) =>
        [.. job.Seeds.Concat(job.Sitemaps.Urls).Select(seed => WebUrl.TryParse(seed, null, out var url) ? url.RequestHref : seed)];

    private static string? Key(ActiveCrawl crawl, string seed) => WebUrl.TryParse(seed, null, out var url) ? crawl.Admission.SeedKey(url) : null;
}
