using System.Collections.Concurrent;
using System.Globalization;
using Thresher.Extraction.Extractors;
using Thresher.Extraction.Reading;
using Thresher.Grains.Contracts;
using Thresher.Grains.Crawls;
using Thresher.Grains.Pages;
using Thresher.Grains.Seeding;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Storage;
using Thresher.Storage.Rows;

namespace Thresher.Grains.Control;

/// <summary>
/// What users do to a crawl, on the store. The crawl grain does it where silos run, the console where none does.
/// </summary>
public sealed class CrawlControl(ICrawlStore store, ExtractorPolicy? policy = null)
{
    private const int PagesToJudgeRules = 1000;
    private const int MostRetriesCounted = 1000;
    private const int RefreshSteps = 10;
    private const int DepthBatch = 1000;
    private const int DepthSteps = 20;
    private const int MostJudged = 1000;

    /// <summary>What is remembered of a refresh that began after rules had changed.</summary>
    private const string RefreshedSource = "rules-refreshed";

    /// <summary>What was said of each crawl's job, since a watched crawl is asked about every second and rules are dear to compile.</summary>
    private readonly ConcurrentDictionary<long, Judgement> _judged = new();

    /// <summary>Creates the crawl or takes up the one of that name, with this job, seeds it with the job's seeds and makes it Running. Completion must not be checked meanwhile: a crawl without URLs is complete.</summary>
    /// <param name="name">The crawl's name.</param>
    /// <param name="given">The job as JSON: its sender may be of a newer version, whose fields are kept.</param>
    /// <param name="cancellationToken">Ends the wait between two steps.</param>
    /// <exception cref="JobException">The job cannot be read, holds what this version does not know, such as a pipe, or names an assembly of extractors that cannot be used.</exception>
    public async Task<CrawlRecord> StartAsync(string name, string given, CancellationToken cancellationToken)
    {
        var job = StoredJob.Read(given);

        if (JobFile.Check(job) is { } broken)
        {
            throw new JobException($"the job cannot be crawled by this version: {broken.Path}: {broken.Text}");
        }

        // An assembly of extractors that cannot be used is told of before anything is stored.
        _ = new ExtractionPlan(job, [], policy);
        var record = await store.Catalog.CreateAsync(name, StoredJob.Write(job, given), cancellationToken);
        if (record.RemovalNote is { } removal)
        {
            throw new JobException(removal);
        }

        var old = StoredJob.ReadOrDefault(record.Job).Job;
        var json = StoredJob.Write(job, record.Job, given);
        var (former, next) = (record, new ActiveCrawl(record with { Job = json }));
        var left = LeftSeeds.Of(old, job);
        if (left.Count == 0)
        {
            await UpdateAsync();
        }
        else
        {
            // Nothing is fetched while seeds leave, and a start that dies meanwhile is to find them again.
            await store.Catalog.SetStateAsync(record.Id, CrawlState.Stopped, cancellationToken);
        }

        await PageRereader.RememberAsync(store, record.Id, old, job, cancellationToken);
        foreach (var outcome in Readmission.Of(old, job))
        {
            await store.Transitions.ReadmitAsync(record.Id, outcome, cancellationToken);
        }

        if (LeftSeeds.Of(job, old).Count > 0)
        {
            await store.Transitions.ReadmitAsync(record.Id, FetchOutcome.LeftScope, cancellationToken);
        }

        await new Seeder(store.Intake).SeedAsync(next, [.. job.Seeds, .. job.Sitemaps.Urls.Select(Seeder.SitemapLine)], cancellationToken);
        if (left.Count > 0)
        {
            await new LeftSeeds(store).RemoveAsync(next, new ActiveCrawl(former), left, cancellationToken);
            await UpdateAsync();
        }

        record = (await store.Catalog.FindAsync(name, cancellationToken))!;
        if (record.State == CrawlState.Complete && await store.Reader.TotalsAsync(record.Id, cancellationToken) is { Accepted: > 0, Pending: 0 })
        {
            // Nothing came to do: running again would only add to its time.
            return record;
        }

        await store.Catalog.SetStateAsync(record.Id, CrawlState.Running, cancellationToken);
        return (await store.Catalog.FindAsync(name, cancellationToken))!;

        Task UpdateAsync() => former.Job == json ? Task.CompletedTask : store.Catalog.UpdateJobAsync(former.Id, json, cancellationToken);
    }

    /// <summary>The domains of a job's seeds and sitemaps.</summary>
    public static IReadOnlyList<string> SeedDomains(CrawlJob job) =>
        [.. job.Seeds.Concat(job.Sitemaps.Urls).Select(Seeder.DomainOf).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>Fails URLs no more: queues again those that failed, all or for one reason, and gives the crawl its state.</summary>
    /// <param name="crawlId">The crawl.</param>
    /// <param name="reason">Only those that failed for this reason; null for all.</param>
    /// <param name="state">Running where silos run, else Stopped.</param>
    /// <param name="cancellationToken">Ends the wait between two steps.</param>
    /// <returns>How many.</returns>
    public async Task<long> RetryAsync(long crawlId, FetchOutcome? reason, CrawlState state, CancellationToken cancellationToken)
    {
        var count = await store.Transitions.RequeueAsync(crawlId, reason, state, cancellationToken);
        if (count > 0)
        {
            await store.Catalog.SetStateAsync(crawlId, state, cancellationToken);
        }

        return count;
    }

    /// <summary>Queues some more of the pages that a refresh has still to queue, and says so when none are left.</summary>
    /// <param name="crawlId">The crawl, whose refresh has begun.</param>
    /// <param name="after">Where the last call ended, 0 at first.</param>
    /// <param name="cancellationToken">Ends the work between two steps; it may begin again from 0 at any time.</param>
    /// <returns>Where to go on; null when all are queued.</returns>
    public async Task<long?> QueueRefreshAsync(long crawlId, long after, CancellationToken cancellationToken)
    {
        long? at = after;
        for (var step = 0; step < RefreshSteps && at is { } from; step++)
        {
            at = await store.Transitions.RefreshSomeAsync(crawlId, from, RowLimits.Refreshed, cancellationToken);
        }

        if (at is null)
        {
            await store.Catalog.EndRefreshAsync(crawlId, cancellationToken);
        }

        return at;
    }

    /// <summary>Remembers that a refresh has begun which reads all pages by rules that changed before it.</summary>
    public async Task RefreshRulesAsync(long crawlId, CancellationToken cancellationToken)
    {
        if (await store.Catalog.SeedMarkAsync(crawlId, PageRereader.ChangedSource, cancellationToken) is { } changed)
        {
            await store.Catalog.SetSeedMarkAsync(crawlId, RefreshedSource, changed, cancellationToken);
        }
    }

    /// <summary>The crawl is complete: if the refresh that ends with it began under the present rules, no page is left that others read.</summary>
    public async Task EndRefreshOfRulesAsync(long crawlId, CancellationToken cancellationToken)
    {
        if (await store.Catalog.SeedMarkAsync(crawlId, RefreshedSource, cancellationToken) is not { } refreshed)
        {
            return;
        }

        if (await store.Catalog.SeedMarkAsync(crawlId, PageRereader.ChangedSource, cancellationToken) is { } changed && changed.Fingerprint == refreshed.Fingerprint)
        {
            await store.Catalog.SetSeedMarkAsync(crawlId, PageRereader.ChangedSource, null, cancellationToken);
        }

        await store.Catalog.SetSeedMarkAsync(crawlId, RefreshedSource, null, cancellationToken);
    }

    /// <summary>Carries out some of the shorter ways that were found to the crawl's URLs.</summary>
    public async Task ShortenPathsAsync(long crawlId, CrawlJob job, CancellationToken cancellationToken)
    {
        for (var step = 0; step < DepthSteps && await store.Depths.ShortenSomeAsync(crawlId, job.Limits.MaxDepth, DepthBatch, cancellationToken) > 0; step++)
        {
        }
    }

    /// <summary>Once a page limit is reached, of the crawl or of a host, and nothing is in flight, excludes what is left.</summary>
    public async Task ApplyPageLimitAsync(long crawlId, CrawlJob job, CrawlTotals totals, CancellationToken cancellationToken)
    {
        if (job.Limits.MaxPages is { } limit && totals.Of(UrlState.Fetched) >= limit && totals.Of(UrlState.Leased) == 0)
        {
            while (await store.Transitions.ExcludePendingAsync(crawlId, FetchOutcome.PageLimit, RowLimits.Moved, cancellationToken) > 0)
            {
            }
        }

        if (job.Limits.MaxPagesPerHost is { } perHost)
        {
            while (await store.Transitions.ExcludeHostsAtLimitAsync(crawlId, perHost, RowLimits.Moved, cancellationToken) > 0)
            {
            }
        }
    }

    /// <summary>The crawl with its ledger.</summary>
    public async Task<CrawlSnapshot> SnapshotAsync(
        CrawlRecord record, IReadOnlyList<SiloActivity> silos, CancellationToken cancellationToken)
    {
        var totals = await store.Reader.TotalsAsync(record.Id, cancellationToken);
        var failures = totals.Counts
            .Where(count => count.State >= UrlState.Failed && count.Count > 0)
            .GroupBy(count => count.Outcome, count => count.Count)
            .Select(group => new ReasonCount(OutcomeName.Of(group.Key), group.Sum()))
            .OrderByDescending(reason => reason.Count)
            .ToArray();
        var retries = totals.Of(UrlState.Retrying) == 0 ? null : await store.Reader.RetriesAsync(record.Id, MostRetriesCounted, cancellationToken);
        var isUnreached = Troubles.IsUnreached(totals, retries);
        var status = CrawlStatus.Of(record, totals) with
        {
            RetryingFor = retries is null ? null : [.. retries.Reasons.Select(reason => new ReasonCount(OutcomeName.Of(reason.Outcome), reason.Count))],
            NextTry = retries is null ? null : DateTimeOffset.FromUnixTimeMilliseconds(retries.NextAt),
        };
        return new CrawlSnapshot(status, failures, silos)
        {
            IsUnreached = isUnreached,
            Seeds = retries is null && failures.Length == 0 ? [] : await new Troubles(store.Reader).OfSeedsAsync(record, isUnreached, cancellationToken),
            Rules = totals.Rules,
            Warnings =
            [
                .. record.RemovalNote is { } removal ? new[] { removal } : [],
                .. JobFaults(record),
                .. await OlderRulesAsync(record, cancellationToken),
                .. IdleRules(record, totals),
                .. CutShort.Of(totals, await store.Reader.CutsAsync(record.Id, cancellationToken)),
            ],
        };
    }

    /// <summary>What this version cannot read, or cannot do, of the stored job.</summary>
    private IEnumerable<string> JobFaults(CrawlRecord record)
    {
        if (_judged.GetValueOrDefault(record.Id) is not { } judged || judged.Job != record.Job)
        {
            if (_judged.Count >= MostJudged)
            {
                _judged.Clear();
            }

            judged = _judged[record.Id] = new Judgement(record.Job, [.. Judge(record)]);
        }

        return judged.Faults;
    }

    private static IEnumerable<string> Judge(CrawlRecord record)
    {
        var (job, fault) = StoredJob.ReadOrDefault(record.Job);
        if (fault is not null)
        {
            yield return fault;
            yield break;
        }

        if (JobFile.Check(job) is { } broken)
        {
            yield return $"this version cannot crawl it: the stored job is not valid at {broken.Path}: {broken.Text}; use the version that wrote it, or start the crawl again with its job file";
        }

        if (StoredJob.UnknownFields(record.Job) is { Count: > 0 } unknown)
        {
            yield return $"the stored job has fields that this version does not know and does not apply: {string.Join(", ", unknown)}";
        }
    }

    /// <summary>That pages are stored as rules read them that have changed since.</summary>
    private async Task<IReadOnlyList<string>> OlderRulesAsync(CrawlRecord record, CancellationToken cancellationToken)
    {
        if (await store.Catalog.SeedMarkAsync(record.Id, PageRereader.ChangedSource, cancellationToken) is not { } changed)
        {
            return [];
        }

        var done = await store.Catalog.SeedMarkAsync(record.Id, PageRereader.Source, cancellationToken);
        var left = Math.Max(0, changed.Position.Lines - (done?.Position.Lines ?? 0));
        return [string.Create(CultureInfo.InvariantCulture, $"{left:N0} page{(left == 1 ? " was" : "s were")} read by older rules: `thresher extract {record.Name}` reads {(left == 1 ? "it" : "them")} again")];
    }

    /// <summary>The rules that made nothing of many pages, or of any once the crawl is complete.</summary>
    private static IEnumerable<string> IdleRules(CrawlRecord record, CrawlTotals totals)
    {
        var pages = totals.Of(UrlState.Fetched);
        return pages >= PagesToJudgeRules || (record.State == CrawlState.Complete && pages > 0)
            ? from rule in StoredJob.ReadOrDefault(record.Job).Job.Extract
              where !totals.Rules.Any(made => made.Rule == rule.Name && made.Items > 0)
              select string.Create(
                  CultureInfo.InvariantCulture,
                  $"the rule {rule.Name} matched nothing on {pages:N0} page{(pages == 1 ? "" : "s")}: see why with `thresher try URL --job JOB.json`")
            : [];
    }

    private sealed record Judgement(string Job, IReadOnlyList<string> Faults);
}
