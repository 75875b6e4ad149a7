using Thresher.Jobs.Outcomes;
using Thresher.Storage;
using Thresher.Storage.Rows;

namespace Thresher.Tests.Contract;

/// <summary>A follower of a crawl sees every row once, in the order of the commits.</summary>
public abstract class ChangeFeedContract(StoreHarness harness) : StoreContract(harness)
{
    [Fact]
    public async Task Pages_BetweenMarks_ComeOnceInTheOrderOfTheirEnds()
    {
        var crawl = await SeededAsync("a.example", 4);
        await SeededAsync("b.example", 1, name: "other");
        var domain = await AcquireAsync("a.example");
        var leased = await LeaseAsync(domain, 10);
        var other = await AcquireAsync("b.example");
        Assert.Empty(await PagesAsync(crawl, Cursor.Start, await Feed.MarkAsync(crawl, Cancel)));

        await CompleteAsync(Fetched(leased[2], domain));
        await CompleteAsync(Fetched((await LeaseAsync(other, 1))[0], other));
        await CompleteAsync(Fetched(leased[0], domain));
        var first = await Feed.MarkAsync(crawl, Cancel);
        await Queue.CompleteAsync([Fetched(leased[3], domain), Fetched(leased[1], domain)], Cancel);
        Assert.Equal(["p00002", "p00000"], await PagesAsync(crawl, Cursor.Start, first));

        var second = await Feed.MarkAsync(crawl, Cancel);
        Assert.Equal(["p00003", "p00001"], (await PagesAsync(crawl, first, second)).OrderDescending());
        Assert.Empty(await PagesAsync(crawl, second, await Feed.MarkAsync(crawl, Cancel)));
    }

    [Fact]
    public async Task Pages_LookedAtAgain_ComeAgain()
    {
        var crawl = await SeededAsync("a.example", 2);
        var domain = await AcquireAsync("a.example");
        foreach (var url in await LeaseAsync(domain, 2))
        {
            await CompleteAsync(Fetched(url, domain) with { Page = Page() with { Head = Head("200").Compress() } });
        }

        Assert.True(await Catalog.TryCompleteAsync(crawl, Cancel));
        await Harness.AdvanceAsync(TimeSpan.FromSeconds(1));
        await Catalog.BeginRefreshAsync(crawl, Cancel);
        await Transitions.RefreshSomeAsync(crawl, 0, 100, Cancel);
        await Catalog.EndRefreshAsync(crawl, Cancel);
        var before = await Feed.MarkAsync(crawl, Cancel);
        var again = await LeaseAsync(domain, 1);
        await CompleteAsync(Ends(again[0], domain, UrlState.Fetched, FetchOutcome.NotModified) with
        {
            Check = new PageCheck(Now, null, null) { Head = Head("304").Compress() },
        });

        var page = Assert.Single(await Feed.PagesAsync(crawl, before, await Feed.MarkAsync(crawl, Cancel), 0, Cancel).ToListAsync(Cancel));
        Assert.Equal((again[0].Id, PageChange.Unchanged, Now), (page.UrlId, page.Change, page.Page.CheckedAt));
        var capture = await Reader.CaptureAsync(page.UrlId, Cancel);
        Assert.Equal((Head("200"), Head("304"), Now), (capture!.Head, capture.CheckedHead, capture.CheckedAt));

        // Only what was looked at since.
        Assert.Equal([Path(again[0])], await PagesAsync(crawl, Cursor.Start, await Feed.MarkAsync(crawl, Cancel), since: Now));
    }

    [Fact]
    public async Task Attempts_OfEveryKind_ComeOnceInTheirOrder()
    {
        var crawl = await SeededAsync("a.example", 5);
        var domain = await AcquireAsync("a.example");
        var leased = await LeaseAsync(domain, 5);
        await CompleteAsync(Fetched(leased[2], domain) with { Page = Page(700) });
        await CompleteAsync(Ends(leased[4], domain, UrlState.Retrying, FetchOutcome.DnsFailure, Now + 1000));
        await CompleteAsync(Ends(leased[0], domain, UrlState.Failed, FetchOutcome.NotFound));
        var first = await Feed.MarkAsync(crawl, Cancel);
        await CompleteAsync(Ends(leased[1], domain, UrlState.Excluded, FetchOutcome.RobotsDenied));

        var ends = await AttemptsAsync(crawl, Cursor.Start);

        Assert.Equal([leased[2].Id, leased[4].Id, leased[0].Id, leased[1].Id], ends.Select(end => end.Url.Id));
        Assert.Equal([FetchOutcome.Ok, FetchOutcome.DnsFailure, FetchOutcome.NotFound, FetchOutcome.RobotsDenied], ends.Select(end => end.Url.Outcome));
        Assert.Equal((700, 12, "text/html"), (ends[0].Bytes, ends[0].ElapsedMs, ends[0].ContentType));
        Assert.Equal((UrlState.Retrying, 1, Now + 1000, null), (ends[1].Url.State, ends[1].Url.Attempts, ends[1].Url.DueAt, ends[1].Bytes));
        Assert.All(ends, end => Assert.True(end.EndedAt > 0));
        Assert.Equal(leased[1].Id, Assert.Single(await AttemptsAsync(crawl, first)).Url.Id);
    }

    [Fact]
    public async Task Attempts_OfUrlsThatAreQueuedAgain_StayWhereTheyWere()
    {
        var crawl = await SeededAsync("a.example", 2);
        var domain = await AcquireAsync("a.example");
        var leased = await LeaseAsync(domain, 2);
        await CompleteAsync(Ends(leased[0], domain, UrlState.Failed, FetchOutcome.NotFound) with { Status = 404 });
        await CompleteAsync(Fetched(leased[1], domain) with { Page = Page(700) });
        var mark = await Feed.MarkAsync(crawl, Cancel);

        await Transitions.RequeueAsync(crawl, FetchOutcome.NotFound, CrawlState.Running, Cancel);
        Assert.Equal([404, 200], (await AttemptsAsync(crawl, Cursor.Start)).Select(end => end.Url.Status));
        Assert.Empty(await AttemptsAsync(crawl, mark));
        await CompleteAsync(Fetched((await LeaseAsync(domain, 1))[0], domain) with { Page = Page(800) });
        Assert.True(await Catalog.TryCompleteAsync(crawl, Cancel));
        await Catalog.BeginRefreshAsync(crawl, Cancel);
        await Transitions.RefreshSomeAsync(crawl, 0, 100, Cancel);

        var ends = await AttemptsAsync(crawl, Cursor.Start);
        Assert.Equal([leased[0].Id, leased[1].Id, leased[0].Id], ends.Select(end => end.Url.Id));
        Assert.Equal([null, 700, 800], ends.Select(end => end.Bytes));
        Assert.Equal([UrlState.Failed, UrlState.Fetched, UrlState.Fetched], ends.Select(end => end.Url.State));
        Assert.Equal(leased[0].Id, Assert.Single(await AttemptsAsync(crawl, mark)).Url.Id);

        await Catalog.RemoveAsync(crawl, Cancel);
        Assert.Equal(0, await Harness.CountAsync("attempts"));
    }

    [Fact]
    public async Task Attempts_BeyondTheNewestMillion_AreDropped()
    {
        var crawl = await SeededAsync("a.example", 1);
        var domain = await AcquireAsync("a.example");
        async Task TryAsync() => await CompleteAsync(Ends((await LeaseAsync(domain, 1))[0], domain, UrlState.Retrying, FetchOutcome.DnsFailure));
        await TryAsync();
        Assert.Equal(1, await Harness.CountAsync("attempts"));
        await Harness.ExecuteAsync("UPDATE attempts SET seq = 5");
        await Harness.ExecuteAsync($"INSERT INTO attempts (crawl_id, seq, url_id, at, state, outcome, status, failed, due_at) SELECT crawl_id, 1001999, url_id, at, state, outcome, status, failed, due_at FROM attempts");
        await SkipNumbersAsync(1_001_999);

        await TryAsync();

        Assert.Equal(2, await Harness.CountAsync("attempts"));
        Assert.Equal(2, (await AttemptsAsync(crawl, Cursor.Start)).Count);
    }

    /// <summary>Makes the next number of an end the one behind a number, where the engine does not derive it from the rows.</summary>
    protected virtual Task SkipNumbersAsync(long last) => Task.CompletedTask;

    private async Task<List<UrlEnd>> AttemptsAsync(long crawl, Cursor after) =>
        await Feed.AttemptsAsync(crawl, after, await Feed.MarkAsync(crawl, Cancel), 0, Cancel).ToListAsync(Cancel);

    [Fact]
    public async Task Failures_EachTimeTheyFail_ComeWithoutTheExcluded()
    {
        var crawl = await SeededAsync("a.example", 5);
        var domain = await AcquireAsync("a.example");
        var leased = await LeaseAsync(domain, 5);
        await CompleteAsync(Ends(leased[0], domain, UrlState.Failed, FetchOutcome.NotFound));
        await CompleteAsync(Ends(leased[1], domain, UrlState.Excluded, FetchOutcome.RobotsDenied));
        await CompleteAsync(Fetched(leased[2], domain));
        await CompleteAsync(Ends(leased[3], domain, UrlState.Retrying, FetchOutcome.ServerError));
        await CompleteAsync(Ends(leased[4], domain, UrlState.Quarantined, FetchOutcome.KilledItsProcess));
        var mark = await Feed.MarkAsync(crawl, Cancel);
        Assert.Equal([FetchOutcome.NotFound, FetchOutcome.KilledItsProcess], await FailuresAsync(crawl, Cursor.Start, mark));

        Assert.Equal(1, await Transitions.RequeueAsync(crawl, FetchOutcome.NotFound, CrawlState.Running, Cancel));
        await CompleteAsync(Ends((await LeaseAsync(domain, 1))[0], domain, UrlState.Failed, FetchOutcome.Gone));
        Assert.Equal([FetchOutcome.Gone], await FailuresAsync(crawl, mark, await Feed.MarkAsync(crawl, Cancel)));

        await Harness.ExecuteAsync($"UPDATE urls SET ended_at = {Now + 5} WHERE id = {leased[4].Id}");
        await Harness.ExecuteAsync($"UPDATE urls SET ended_at = {Now - 5} WHERE id <> {leased[4].Id}");
        Assert.Equal([FetchOutcome.KilledItsProcess], await FailuresAsync(crawl, Cursor.Start, await Feed.MarkAsync(crawl, Cancel), since: Now));
    }

    [Fact]
    public async Task Urls_BetweenMarks_ComeOnce()
    {
        var crawl = await SeededAsync("a.example", 3);
        var mark = await Feed.MarkAsync(crawl, Cancel);
        await AcceptAsync(crawl, Urls(crawl, "a.example", 5));
        Assert.Equal(["p00000", "p00001", "p00002"], await UrlsAsync(crawl, Cursor.Start, mark));
        Assert.Equal(["p00003", "p00004"], await UrlsAsync(crawl, mark, await Feed.MarkAsync(crawl, Cancel)));

        await Harness.ExecuteAsync($"UPDATE urls SET accepted_at = {Now - 5}");
        Assert.Empty(await UrlsAsync(crawl, Cursor.Start, await Feed.MarkAsync(crawl, Cancel), since: Now));
    }

    [Fact]
    public async Task Items_BetweenMarks_ComeOnceInStepsOfAnySize()
    {
        var crawl = await SeededAsync("a.example", 2);
        var domain = await AcquireAsync("a.example");
        var leased = await LeaseAsync(domain, 2);
        ItemRow[] many = [.. Enumerable.Range(0, 1_250).Select(n => new ItemRow("a", n, $$"""{"n":{{n}}}""", null))];
        await CompleteAsync(Fetched(leased[1], domain) with { Items = many });
        var mark = await Feed.MarkAsync(crawl, Cancel);
        await CompleteAsync(Fetched(leased[0], domain) with { Items = [new("b", 0, "{}", null)] });

        Assert.Equal(many.Select(item => item.Json), (await ItemsAsync(crawl, Cursor.Start, mark)).Select(item => item.Json));
        Assert.Equal("b", Assert.Single(await ItemsAsync(crawl, mark, await Feed.MarkAsync(crawl, Cancel))).Rule);
        Assert.Empty(await ItemsAsync(crawl, Cursor.Start, mark, since: Now + 1));
    }

    [Fact]
    public async Task Remove_CrawlWithHeads_LeavesNone()
    {
        var crawl = await SeededAsync("a.example", 1);
        var domain = await AcquireAsync("a.example");
        await CompleteAsync(Fetched((await LeaseAsync(domain, 1))[0], domain) with { Page = Page() with { Head = Head("200").Compress() } });
        Assert.Equal(1, await Harness.CountAsync("page_heads"));

        await Catalog.RemoveAsync(crawl, Cancel);
        Assert.Equal(0, await Harness.CountAsync("page_heads"));
    }

    protected async Task<List<string>> PagesAsync(long crawl, Cursor after, Cursor upTo, long since = 0) =>
        await Feed.PagesAsync(crawl, after, upTo, since, Cancel).Select(page => new Uri(page.Url).AbsolutePath[1..]).ToListAsync(Cancel);

    private async Task<List<FetchOutcome>> FailuresAsync(long crawl, Cursor after, Cursor upTo, long since = 0) =>
        await Feed.FailuresAsync(crawl, after, upTo, since, Cancel).Select(row => row.Outcome).ToListAsync(Cancel);

    private async Task<List<string>> UrlsAsync(long crawl, Cursor after, Cursor upTo, long since = 0) =>
        await Feed.UrlsAsync(crawl, after, upTo, since, Cancel).Select(row => new Uri(row.Url).AbsolutePath[1..]).ToListAsync(Cancel);

    private async Task<List<StoredItem>> ItemsAsync(long crawl, Cursor after, Cursor upTo, long since = 0) =>
        await Feed.ItemsAsync(crawl, after, upTo, since, Cancel).ToListAsync(Cancel);

    private static ExchangeHead Head(string status) => new($"GET /{status} HTTP/1.1\r\n\r\n", $"HTTP/1.1 {status} So\r\n\r\n");
}
