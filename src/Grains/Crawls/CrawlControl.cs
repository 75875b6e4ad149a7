using Thresher.Extraction;
using Thresher.Fetching;
using Thresher.Seeding;
using Thresher.Storage;

namespace Thresher.Crawls;

/// <summary>
/// What users do to a crawl, on the store. The crawl grain does it where silos run, the console where none does.
/// </summary>
public sealed class CrawlControl(ICrawlStore store)
{
    private const int ExcludeBatch = 5000;
    private const int PagesToJudgeRules = 1000;

    /// <summary>Creates the crawl or takes up the one of that name, with this job, seeds it with the job's seeds and makes it Running. Whoever checks for completion must not do so meanwhile: a crawl without URLs is complete.</summary>
    public async Task<CrawlRecord> StartAsync(string name, CrawlJob job, CancellationToken cancellationToken)
    {
        // An assembly of extractors that cannot be used is told of before anything is stored.
        _ = new ExtractionPlan(job, []);
        var json = job.ToJson();
        var record = await store.Catalog.CreateAsync(name, json, cancellationToken);
        var raised = job.Limits.MaxPages != CrawlJob.Parse(record.Job).Limits.MaxPages;
        if (record.Job != json)
        {
            await store.Catalog.UpdateJobAsync(record.Id, json, cancellationToken);
        }

        if (raised)
        {
            await store.Frontier.ReadmitAsync(record.Id, FetchOutcome.PageLimit, cancellationToken);
        }

        record = (await store.Catalog.FindAsync(name, cancellationToken))!;
        await new Seeder(store.Frontier).SeedAsync(new ActiveCrawl(record), job.Seeds, cancellationToken);
        await store.Catalog.SetStateAsync(record.Id, CrawlState.Running, cancellationToken);
        return (await store.Catalog.FindAsync(name, cancellationToken))!;
    }

    /// <summary>Fails URLs no more: queues again those that failed, all or for one reason, and makes the crawl Running.</summary>
    /// <returns>How many.</returns>
    public async Task<long> RetryAsync(long crawlId, FetchOutcome? reason, CancellationToken cancellationToken)
    {
        var count = await store.Frontier.RequeueAsync(crawlId, reason, cancellationToken);
        if (count > 0)
        {
            await store.Catalog.SetStateAsync(crawlId, CrawlState.Running, cancellationToken);
        }

        return count;
    }

    /// <summary>Once the job's page limit is reached and nothing is in flight, excludes what is left.</summary>
    public async Task ApplyPageLimitAsync(long crawlId, CrawlJob job, CrawlTotals totals, CancellationToken cancellationToken)
    {
        if (job.Limits.MaxPages is { } limit && totals.Of(UrlState.Fetched) >= limit && totals.Of(UrlState.Leased) == 0)
        {
            while (await store.Frontier.ExcludePendingAsync(crawlId, FetchOutcome.PageLimit, ExcludeBatch, cancellationToken) > 0)
            {
            }
        }
    }

    /// <summary>The crawl with its ledger.</summary>
    public async Task<CrawlSnapshot> SnapshotAsync(
        CrawlRecord record, IReadOnlyList<Activity.SiloActivity> silos, CancellationToken cancellationToken)
    {
        var totals = await store.Reader.TotalsAsync(record.Id, cancellationToken);
        var failures = totals.Counts
            .Where(count => count.State >= UrlState.Failed && count.Count > 0)
            .GroupBy(count => count.Outcome, count => count.Count)
            .Select(group => new ReasonCount(OutcomeName.Of(group.Key), group.Sum()))
            .OrderByDescending(reason => reason.Count)
            .ToArray();
        return new CrawlSnapshot(CrawlStatus.Of(record, totals), failures, silos)
        {
            Rules = totals.Rules,
            Warnings = [.. IdleRules(record, totals)],
        };
    }

    /// <summary>The rules that made nothing of many pages, or of any once the crawl is complete.</summary>
    private static IEnumerable<string> IdleRules(CrawlRecord record, CrawlTotals totals)
    {
        var pages = totals.Of(UrlState.Fetched);
        return pages >= PagesToJudgeRules || (record.State == CrawlState.Complete && pages > 0)
            ? from rule in CrawlJob.Parse(record.Job).Extract
              where !totals.Rules.Any(made => made.Rule == rule.Name && made.Items > 0)
              select $"the rule {rule.Name} matched nothing on {pages} page{(pages == 1 ? "" : "s")}: see why with `thresher try URL --job JOB.json`"
            : [];
    }
}
