using Thresher.Jobs.Outcomes;
using Thresher.Storage;
using Thresher.Storage.Rows;
using Thresher.Web.Urls;

namespace Thresher.Tests.Contract;

/// <summary>A store of the schema before URLs had times, and the rewriting of its rows beside a running crawl.</summary>
public abstract class UpgradingContract(StoreHarness harness) : StoreContract(harness)
{
    private const int VersionBefore = 2;
    private const long Crawl = 1;
    private const long CreatedAt = 1_700_000_000_000;
    private const int QueuedUrls = 40;
    private const int FetchedUrls = 50;
    private const int FailedUrls = 10;
    private const int All = QueuedUrls + FetchedUrls + FailedUrls;

    private string Unknown => $"urls WHERE accepted_at = 0 OR (ended_seq IS NULL AND state >= {(int)UrlState.Fetched})";

    [Fact]
    public async Task Initialize_OldStore_LeavesItsRowsForTheSteps()
    {
        await OpenOldAsync();

        Assert.Equal(All, await Harness.CountAsync("urls WHERE accepted_at = 0"));
        await AssertSoundAsync(Crawl);
        Assert.Equal(All, await Feed.UrlsAsync(Crawl, Cursor.Start, await Feed.MarkAsync(Crawl, Cancel), since: Now, Cancel).CountAsync(Cancel));
    }

    [Fact]
    public async Task Step_NewStore_HasNothingToDo()
    {
        await SeededAsync("a.example", 3);
        await Harness.CrashAsync();

        Assert.Null(await Store.Upgrade.StepAsync(10, Cancel));
    }

    [Fact]
    public async Task Step_FailsOrItsProcessDies_GoesOnWhereTheLastOneEnded()
    {
        await OpenOldAsync();
        Assert.Equal((30L, (long)All), Place(await Store.Upgrade.StepAsync(30, Cancel)));
        await Harness.RefuseAsync(45);

        await Assert.ThrowsAsync<StoreException>(() => Store.Upgrade.StepAsync(30, Cancel));
        Assert.Equal(All - 30, await Harness.CountAsync("urls WHERE accepted_at = 0"));

        await Harness.RefuseAsync(null);
        await Harness.CrashAsync();
        Assert.Equal((60L, (long)All), Place(await Store.Upgrade.StepAsync(30, Cancel)));
        Assert.Equal(All - 60, await Harness.CountAsync("urls WHERE accepted_at = 0"));
        Assert.Equal((90L, false), (await Store.Upgrade.StepAsync(30, Cancel)) is { } third ? (third.Done, third.IsDone) : default);
        Assert.Equal((100L, true), (await Store.Upgrade.StepAsync(30, Cancel)) is { } last ? (last.Done, last.IsDone) : default);
        Assert.Null(await Store.Upgrade.StepAsync(30, Cancel));

        Assert.Equal(All, await Harness.CountAsync($"urls WHERE accepted_at = {CreatedAt}"));
        Assert.Equal(FetchedUrls + FailedUrls, await Harness.CountAsync($"urls WHERE ended_at = {CreatedAt} AND ended_seq IS NOT NULL"));
        Assert.Equal(FetchedUrls + FailedUrls, await Harness.CountAsync("(SELECT DISTINCT ended_seq FROM urls WHERE ended_seq IS NOT NULL) AS numbers"));
        await AssertSoundAsync(Crawl);
    }

    [Fact]
    public async Task Step_BesideACrawlAndAFollower_EveryPageIsReadOnce()
    {
        await OpenOldAsync();
        var domain = await AcquireAsync("a.example");
        var pages = new List<long>();
        var failures = new List<long>();
        var at = Cursor.Start;
        UpgradeProgress? progress;
        do
        {
            foreach (var url in await LeaseAsync(domain, 2))
            {
                await CompleteAsync(Fetched(url, domain, Url(Crawl, "a.example", $"new-{url.Id}")));
            }

            progress = await Store.Upgrade.StepAsync(9, Cancel);
            var mark = await Feed.MarkAsync(Crawl, Cancel);
            pages.AddRange(await Feed.PagesAsync(Crawl, at, mark, 0, Cancel).Select(page => page.UrlId).ToListAsync(Cancel));
            failures.AddRange(await Feed.FailuresAsync(Crawl, at, mark, 0, Cancel).Select(url => url.Id).ToListAsync(Cancel));
            at = mark;
        }
        while (progress is not null);

        Assert.Equal(0, await Harness.CountAsync(Unknown));
        Assert.Equal(await Reader.PagesAsync(Crawl, Cancel).Select(page => page.UrlId).ToListAsync(Cancel), pages.Order());
        Assert.Equal(await Reader.FailuresAsync(Crawl, null, Cancel).Select(url => url.Id).ToListAsync(Cancel), failures.Order());
        Assert.Equal(FailedUrls, failures.Count);
        await AssertSoundAsync(Crawl);
    }

    [Fact]
    public async Task Step_CrawlRemovedMeanwhile_Ends()
    {
        await OpenOldAsync();
        await Store.Upgrade.StepAsync(30, Cancel);
        await Catalog.RemoveAsync(Crawl, Cancel);

        while (await Store.Upgrade.StepAsync(30, Cancel) is not null)
        {
        }

        Assert.Equal(0, await Harness.CountAsync("urls"));
    }

    private static (long Done, long Total) Place(UpgradeProgress? progress) => (progress!.Done, progress.Total);

    private async Task OpenOldAsync()
    {
        await Harness.LeaveOldAsync(VersionBefore, Rows());
        await Store.InitializeAsync(Cancel);
    }

    /// <summary>One crawl on one domain with pages, failures and queued URLs, and the counters of them.</summary>
    private string Rows()
    {
        var (stripe, zero) = Harness.CountsInStripes ? (", stripe", ", 0") : ("", "");
        var urls = new List<string>();
        var pages = new List<string>();
        for (var i = 0; i < All; i++)
        {
            var url = $"https://a.example/{i}";
            var (state, outcome) = i < FetchedUrls ? (UrlState.Fetched, FetchOutcome.Ok)
                : i < FetchedUrls + FailedUrls ? (UrlState.Failed, FetchOutcome.NotFound)
                : (UrlState.Queued, FetchOutcome.None);
            urls.Add($"({Harness.Literal(UrlIdentity.Of(url, Crawl))}, {Crawl}, 1, {(int)state}, {(int)outcome}, 0, 0, 0, '{url}')");
            if (state == UrlState.Fetched)
            {
                pages.Add($"({i + 1}, {Crawl}, 200, 10, {Harness.Literal(new Hash128(1, (ulong)i))}, {CreatedAt}, {CreatedAt}, 5, 0, 0)");
            }
        }

        return $"""
            INSERT INTO crawls (name, state, job, created_at) VALUES ('old', {(int)CrawlState.Running}, '{JobJson()}', {CreatedAt});
            INSERT INTO domains (key, pending, wake_at) VALUES ('a.example', {QueuedUrls}, 0);
            INSERT INTO urls (hash, crawl_id, domain_id, state, outcome, depth, hops, rank, url) VALUES {string.Join(", ", urls)};
            INSERT INTO pages (url_id, crawl_id, status, bytes, content_hash, fetched_at, checked_at, elapsed_ms, link_count, flags) VALUES {string.Join(", ", pages)};
            INSERT INTO crawl_domains (domain_id, crawl_id, queued, fetched, failed, bytes) VALUES (1, {Crawl}, {QueuedUrls}, {FetchedUrls}, {FailedUrls}, {10 * FetchedUrls});
            INSERT INTO totals (crawl_id, accepted, bytes{stripe}) VALUES ({Crawl}, {All}, {10 * FetchedUrls}{zero});
            INSERT INTO tallies (crawl_id, state, outcome, n{stripe}) VALUES
                ({Crawl}, {(int)UrlState.Queued}, 0, {QueuedUrls}{zero}),
                ({Crawl}, {(int)UrlState.Fetched}, {(int)FetchOutcome.Ok}, {FetchedUrls}{zero}),
                ({Crawl}, {(int)UrlState.Failed}, {(int)FetchOutcome.NotFound}, {FailedUrls}{zero});
            """;
    }
}
