using Thresher.Jobs.Outcomes;
using Thresher.Storage;
using Thresher.Web.Urls;

namespace Thresher.Tests.Contract;

/// <summary>What people read: order, completeness and independence of the writers.</summary>
public abstract class ReadingContract(StoreHarness harness) : StoreContract(harness)
{
    [Fact]
    public async Task Totals_UnknownCrawl_IsEmpty()
    {
        var totals = await TotalsAsync(4711);
        Assert.Equal((0L, 0L, 0L, 0L), (totals.Accepted, totals.Items, totals.Bytes, totals.Pending));
        Assert.Null(await Reader.FindUrlAsync(4711, new Hash128(0, 1), Cancel));
        Assert.Empty(await Reader.UrlsAsync(4711, Cancel).ToListAsync(Cancel));
    }

    [Fact]
    public async Task Totals_ByStateAndOutcome_AreTheRows()
    {
        var crawl = await MixedAsync();
        var counts = (await TotalsAsync(crawl)).Counts.Where(count => count.Count != 0).Order();
        Assert.Equal(
            [
                (UrlState.Queued, FetchOutcome.None, 2L),
                (UrlState.Retrying, FetchOutcome.None, 1L),
                (UrlState.Fetched, FetchOutcome.Ok, 2L),
                (UrlState.Failed, FetchOutcome.NotFound, 2L),
                (UrlState.Failed, FetchOutcome.ServerError, 1L),
                (UrlState.Excluded, FetchOutcome.RobotsDenied, 1L),
            ],
            counts);
    }

    [Fact]
    public async Task Totals_WhileWriting_AlwaysAddUp()
    {
        var crawl = await CreateAsync();
        var writing = Task.Run(
            async () =>
            {
                for (var i = 0; i < 60; i++)
                {
                    await AcceptAsync(crawl, [.. Enumerable.Range(0, 5).Select(n => Url(crawl, "a.example", $"{i}-{n}"))]);
                }
            },
            Cancel);
        do
        {
            var totals = await TotalsAsync(crawl);
            Assert.Equal(totals.Accepted, totals.Counts.Sum(count => count.Count));
        }
        while (!writing.IsCompleted);
        await writing;
    }

    [Fact]
    public async Task Pages_InOrderOfArrivalOfTheirUrls()
    {
        var crawl = await SeededAsync("a.example", 5);
        var domain = await AcquireAsync("a.example");
        foreach (var url in (await LeaseAsync(domain, 5)).Reverse())
        {
            await CompleteAsync(Fetched(url, domain));
        }

        var pages = await Reader.PagesAsync(crawl, Cancel).ToListAsync(Cancel);
        Assert.Equal(["p00000", "p00001", "p00002", "p00003", "p00004"], pages.Select(page => page.Url[^6..]));
        Assert.Equal(pages.Select(page => page.UrlId).Order(), pages.Select(page => page.UrlId));
    }

    [Fact]
    public async Task Urls_ReadWhileWriting_WritersDoNotWait()
    {
        var crawl = await SeededAsync("a.example", 50);
        await using var rows = Reader.UrlsAsync(crawl, Cancel).GetAsyncEnumerator(Cancel);
        Assert.True(await rows.MoveNextAsync());

        await AcceptAsync(crawl, Urls(crawl, "b.example", 50));
        var domain = await AcquireAsync("a.example");
        await CompleteAsync(Fetched((await LeaseAsync(domain, 1))[0], domain));

        var count = 1;
        while (await rows.MoveNextAsync())
        {
            count++;
        }

        Assert.Equal(50, count);
    }

    [Fact]
    public async Task Urls_ReaderLeavesEarly_NothingIsHeld()
    {
        var crawl = await SeededAsync("a.example", 500);
        for (var i = 0; i < 150; i++)
        {
            await foreach (var row in Reader.UrlsAsync(crawl, Cancel))
            {
                Assert.Equal("https://a.example/p00000", row.Url);
                break;
            }
        }
    }

    [Fact]
    public async Task Hosts_MostPendingFirst_WithOwnerAndWake()
    {
        var crawl = await SeededAsync("a.example", 2);
        await AcceptAsync(crawl, Urls(crawl, "b.example", 5));
        await AcceptAsync(crawl, Urls(crawl, "c.example", 3));
        var c = await AcquireAsync("c.example");
        var urls = await LeaseAsync(c, 2);
        await CompleteAsync(Fetched(urls[0], c) with { Page = Page(5000) });
        var a = await AcquireAsync("a.example");
        await Leases.AbandonAsync(a.DomainId, a.Epoch, Now + 60_000, TimeSpan.Zero, Cancel);
        await Catalog.SetHostPausedAsync(crawl, "a.example", true, Cancel);

        var hosts = await Reader.HostsAsync(crawl, 10, Cancel).ToListAsync(Cancel);

        Assert.Equal(["b.example", "c.example", "a.example"], hosts.Select(host => host.Domain));
        Assert.Equal((1L, 1L, 1L, 5000L, Silo), (hosts[1].Queued, hosts[1].Leased, hosts[1].Fetched, hosts[1].Bytes, hosts[1].Owner));
        Assert.Equal((true, Now + 60_000, null), (hosts[2].Paused, hosts[2].WakeAt, hosts[2].Owner));
        Assert.Equal(2, (await Reader.HostsAsync(crawl, 2, Cancel).ToListAsync(Cancel)).Count);
    }

    [Fact]
    public async Task FindUrl_OfAnotherCrawl_IsNull()
    {
        var crawl = await SeededAsync("a.example", 1);
        var url = Url(crawl, "a.example", "p00000");
        Assert.NotNull(await Reader.FindUrlAsync(crawl, url.Hash, Cancel));
        Assert.Null(await Reader.FindUrlAsync(crawl + 1, url.Hash, Cancel));
    }

    [Fact]
    public async Task AheadInQueue_ByRankThenArrival_UpToTheCap()
    {
        var crawl = await CreateAsync();
        await AcceptAsync(
            crawl, [.. Urls(crawl, "a.example", 6), Url(crawl, "a.example", "first", rank: -1), Url(crawl, "b.example", "x", rank: -2)]);

        Assert.Equal(0, await Reader.AheadInQueueAsync(await RowAsync(crawl, "https://a.example/first"), 100, Cancel));
        var fifth = await RowAsync(crawl, "https://a.example/p00004");
        Assert.Equal(5, await Reader.AheadInQueueAsync(fifth, 100, Cancel));
        Assert.Equal(3, await Reader.AheadInQueueAsync(fifth, 3, Cancel));
        await LeaseAsync(await AcquireAsync("a.example"), 2);
        Assert.Equal(3, await Reader.AheadInQueueAsync(fifth, 100, Cancel));
    }

    [Fact]
    public async Task Failures_AllOrOfOneOutcome()
    {
        var crawl = await MixedAsync();
        var all = await Reader.FailuresAsync(crawl, null, Cancel).ToListAsync(Cancel);
        Assert.Equal([FetchOutcome.NotFound, FetchOutcome.NotFound, FetchOutcome.ServerError], all.Select(row => row.Outcome));
        Assert.Equal(2, (await Reader.FailuresAsync(crawl, FetchOutcome.NotFound, Cancel).ToListAsync(Cancel)).Count);
        Assert.Empty(await Reader.FailuresAsync(crawl, FetchOutcome.Gone, Cancel).ToListAsync(Cancel));
    }

    [Fact]
    public async Task Retrying_NextDueFirst_AllOrOfOneDomain()
    {
        var crawl = await SeededAsync("a.example", 3);
        await AcceptAsync(crawl, Urls(crawl, "b.example", 1));
        var other = await SeededAsync("a.example", 1, name: "other");
        var a = await AcquireAsync("a.example");
        var urls = (await LeaseAsync(a, 4)).OrderBy(url => url.CrawlId).ThenBy(url => url.Id).ToArray();
        await CompleteAsync(Ends(urls[0], a, UrlState.Retrying, FetchOutcome.DnsFailure, Now + 9000));
        await CompleteAsync(Ends(urls[1], a, UrlState.Retrying, FetchOutcome.ServerError, Now + 3000));
        await CompleteAsync(Ends(urls[2], a, UrlState.Failed, FetchOutcome.NotFound));
        await CompleteAsync(Ends(urls[3], a, UrlState.Retrying, FetchOutcome.ServerError, Now + 1000));
        var b = await AcquireAsync("b.example");
        await CompleteAsync(Ends((await LeaseAsync(b, 1))[0], b, UrlState.Retrying, FetchOutcome.DnsFailure, Now + 5000));

        var all = await Reader.RetryingAsync(crawl, null, 10, Cancel).ToListAsync(Cancel);
        Assert.Equal([Now + 3000, Now + 5000, Now + 9000], all.Select(row => row.DueAt));
        Assert.Equal(["a.example", "b.example", "a.example"], all.Select(row => row.Domain));
        Assert.Equal(Now + 3000, Assert.Single(await Reader.RetryingAsync(crawl, null, 1, Cancel).ToListAsync(Cancel)).DueAt);
        Assert.Equal([Now + 3000, Now + 9000], await Reader.RetryingAsync(crawl, "a.example", 10, Cancel).Select(row => row.DueAt).ToListAsync(Cancel));
        Assert.Empty(await Reader.RetryingAsync(crawl, "c.example", 10, Cancel).ToListAsync(Cancel));

        var summary = Assert.IsType<RetrySummary>(await Reader.RetriesAsync(crawl, 100, Cancel));
        Assert.Equal(Now + 3000, summary.NextAt);
        Assert.Equal([(FetchOutcome.DnsFailure, 2L), (FetchOutcome.ServerError, 1L)], summary.Reasons);
        Assert.Equal(2, (await Reader.RetriesAsync(crawl, 2, Cancel))!.Reasons.Sum(reason => reason.Count));
        Assert.Equal(Now + 1000, (await Reader.RetriesAsync(other, 100, Cancel))!.NextAt);
        Assert.Null(await Reader.RetriesAsync(4711, 100, Cancel));
    }

    private async Task<long> MixedAsync()
    {
        var crawl = await SeededAsync("a.example", 8);
        var domain = await AcquireAsync("a.example");
        var urls = await LeaseAsync(domain, 7);
        await Queue.CompleteAsync(
            [
                Fetched(urls[0], domain, Url(crawl, "b.example", "1")),
                Fetched(urls[1], domain),
                Ends(urls[2], domain, UrlState.Failed, FetchOutcome.NotFound),
                Ends(urls[3], domain, UrlState.Failed, FetchOutcome.ServerError),
                Ends(urls[4], domain, UrlState.Failed, FetchOutcome.NotFound),
                Ends(urls[5], domain, UrlState.Excluded, FetchOutcome.RobotsDenied),
                Ends(urls[6], domain, UrlState.Retrying, FetchOutcome.ServerError, Now + 1000),
            ],
            Cancel);
        return crawl;
    }
}
