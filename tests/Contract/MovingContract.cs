using Thresher.Jobs.Outcomes;

namespace Thresher.Tests.Contract;

/// <summary>Moving many URLs at once: giving up a host, excluding, readmitting, trying failures again.</summary>
public abstract class MovingContract(StoreHarness harness) : StoreContract(harness)
{
    [Fact]
    public async Task GiveUp_QueuedAndRetrying_FailInSteps()
    {
        var crawl = await SeededAsync("a.example", 6);
        await AcceptAsync(crawl, Urls(crawl, "b.example", 1));
        var domain = await AcquireAsync("a.example");
        var urls = await LeaseAsync(domain, 3);
        await CompleteAsync(Ends(urls[0], domain, UrlState.Retrying, FetchOutcome.ConnectFailure, Now + 1000));
        await CompleteAsync(Fetched(urls[1], domain));

        Assert.Equal(3, await Queue.GiveUpAsync(domain.DomainId, domain.Epoch, 3, Cancel));
        await AssertSoundAsync(crawl);
        Assert.Equal(1, await Queue.GiveUpAsync(domain.DomainId, domain.Epoch, 3, Cancel));
        Assert.Equal(0, await Queue.GiveUpAsync(domain.DomainId, domain.Epoch, 3, Cancel));

        var totals = await TotalsAsync(crawl);
        Assert.Equal((4L, 1L, 1L, 1L), (totals.Of(UrlState.Failed), totals.Of(UrlState.Leased), totals.Of(UrlState.Fetched), totals.Of(UrlState.Queued)));
        Assert.Contains((UrlState.Failed, FetchOutcome.HostGivenUp, 4L), totals.Counts);
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task GiveUp_StaleEpoch_ChangesNothing()
    {
        var crawl = await SeededAsync("a.example", 2);
        var old = await AcquireAsync("a.example");
        await TakeOverAsync("a.example");
        Assert.Equal(0, await Queue.GiveUpAsync(old.DomainId, old.Epoch, 10, Cancel));
        Assert.Equal(2, (await TotalsAsync(crawl)).Of(UrlState.Queued));
    }

    [Fact]
    public async Task Requeue_OneOutcome_QueuesItWithFreshAttemptsAndWakes()
    {
        var crawl = await FailedAsync();

        Assert.Equal(2, await Transitions.RequeueAsync(crawl, FetchOutcome.ServerError, CrawlState.Running, Cancel));

        await AssertSoundAsync(crawl);
        Assert.Equal(["a.example"], await Owners.DueDomainsAsync(10, Cancel));
        var domain = await AcquireAsync("a.example");
        Assert.Equal([0, 0], (await LeaseAsync(domain, 10)).Select(url => url.Attempts));
        Assert.Equal(1, (await TotalsAsync(crawl)).Of(UrlState.Failed));
    }

    [Fact]
    public async Task Requeue_All_LeavesOutTheExcluded()
    {
        var crawl = await FailedAsync();
        Assert.Equal(3, await Transitions.RequeueAsync(crawl, null, CrawlState.Running, Cancel));
        var totals = await TotalsAsync(crawl);
        Assert.Equal((0L, 1L, 3L), (totals.Of(UrlState.Failed), totals.Of(UrlState.Excluded), totals.Of(UrlState.Queued)));
        await AssertSoundAsync(crawl);
        Assert.Equal(0, await Transitions.RequeueAsync(crawl, null, CrawlState.Running, Cancel));
    }

    [Theory]
    [InlineData(CrawlState.Running)]
    [InlineData(CrawlState.Stopped)]
    public async Task Requeue_CompleteCrawl_IsCompleteNoMoreOnceSomethingIsQueued(CrawlState state)
    {
        var crawl = await FailedAsync();
        while (await Transitions.ExcludePendingAsync(crawl, FetchOutcome.PageLimit, 100, Cancel) > 0)
        {
        }

        Assert.True(await Catalog.TryCompleteAsync(crawl, Cancel));
        Assert.Equal(0, await Transitions.RequeueAsync(crawl, FetchOutcome.TlsFailure, state, Cancel));
        Assert.Equal(CrawlState.Complete, (await Catalog.ListAsync(Cancel)).Single(record => record.Id == crawl).State);

        Assert.Equal(2, await Transitions.RequeueAsync(crawl, FetchOutcome.ServerError, state, Cancel));

        Assert.Equal(state, (await Catalog.ListAsync(Cancel)).Single(record => record.Id == crawl).State);
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task Requeue_OtherCrawl_IsLeftAlone()
    {
        var crawl = await FailedAsync();
        Assert.Equal(0, await Transitions.RequeueAsync(await CreateAsync("other"), null, CrawlState.Running, Cancel));
        Assert.Equal(3, (await TotalsAsync(crawl)).Of(UrlState.Failed));
    }

    [Fact]
    public async Task ExcludePending_InSteps_LeavesLeasesAndOtherCrawls()
    {
        var crawl = await SeededAsync("a.example", 5);
        await AcceptAsync(crawl, Urls(crawl, "b.example", 3));
        var other = await SeededAsync("a.example", 2, name: "other");
        var b = await AcquireAsync("b.example");
        var urls = await LeaseAsync(b, 2);
        await CompleteAsync(Ends(urls[0], b, UrlState.Retrying, FetchOutcome.ServerError, Now + 1000));

        var sum = 0;
        while (await Transitions.ExcludePendingAsync(crawl, FetchOutcome.PageLimit, 3, Cancel) is > 0 and var moved)
        {
            Assert.InRange(moved, 1, 3);
            sum += moved;
            await AssertSoundAsync(crawl, other);
        }

        Assert.Equal(7, sum);
        var totals = await TotalsAsync(crawl);
        Assert.Equal((7L, 1L), (totals.Of(UrlState.Excluded), totals.Of(UrlState.Leased)));
        Assert.Equal(2, (await TotalsAsync(other)).Of(UrlState.Queued));
    }

    [Fact]
    public async Task Exclude_ThoseUrls_MovesWhatWaitsAndLeavesTheRest()
    {
        var crawl = await SeededAsync("a.example", 5);
        var domain = await AcquireAsync("a.example");
        var leased = await LeaseAsync(domain, 3);
        await CompleteAsync(Fetched(leased[0], domain));
        await CompleteAsync(Ends(leased[1], domain, UrlState.Retrying, FetchOutcome.DnsFailure, Now + 1000));
        var ids = await Reader.UrlsAsync(crawl, Cancel).Select(row => row.Id).ToListAsync(Cancel);

        Assert.Equal(2, await Transitions.ExcludeAsync(crawl, [.. ids.Take(4)], FetchOutcome.LeftScope, Cancel));

        Assert.Equal(
            [UrlState.Fetched, UrlState.Excluded, UrlState.Leased, UrlState.Excluded, UrlState.Queued],
            await Reader.UrlsAsync(crawl, Cancel).Select(row => row.State).ToListAsync(Cancel));
        Assert.Equal(0, await Transitions.ExcludeAsync(crawl, [], FetchOutcome.LeftScope, Cancel));
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task RemoveScope_Keys_LeavesTheOthers()
    {
        var crawl = await CreateAsync();
        await Intake.AcceptAsync(crawl, [Url(crawl, "a.example", "")], ["a", "b", "c"], Cancel);

        await Intake.RemoveScopeAsync(crawl, ["b", "d"], Cancel);

        Assert.Equal([true, false, true], await Intake.InScopeAsync(crawl, ["a", "b", "c"], Cancel));
    }

    [Fact]
    public async Task Readmit_ThatReason_QueuesAndWakes()
    {
        var crawl = await SeededAsync("a.example", 4);
        var domain = await AcquireAsync("a.example");
        await CompleteAsync(Ends((await LeaseAsync(domain, 1))[0], domain, UrlState.Excluded, FetchOutcome.RobotsDenied));
        await Transitions.ExcludePendingAsync(crawl, FetchOutcome.PageLimit, 100, Cancel);
        Assert.True(await Leases.ReleaseAsync(domain.DomainId, domain.Epoch, Cancel));

        Assert.Equal(3, await Transitions.ReadmitAsync(crawl, FetchOutcome.PageLimit, Cancel));

        Assert.Equal(["a.example"], await Owners.DueDomainsAsync(10, Cancel));
        Assert.Equal(1, (await TotalsAsync(crawl)).Of(UrlState.Excluded));
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task Requeue_MoreThanOneStep_MovesAll()
    {
        var crawl = await SeededAsync("a.example", 6_000);
        var domain = await AcquireAsync("a.example");
        while (await Queue.GiveUpAsync(domain.DomainId, domain.Epoch, 5_000, Cancel) > 0)
        {
        }

        Assert.Equal(6_000, await Transitions.RequeueAsync(crawl, FetchOutcome.HostGivenUp, CrawlState.Running, Cancel));
        Assert.Equal(6_000, (await TotalsAsync(crawl)).Of(UrlState.Queued));
        await AssertSoundAsync(crawl);
    }

    /// <summary>Two server errors, one not found, one excluded; the domain is released.</summary>
    private async Task<long> FailedAsync()
    {
        var crawl = await SeededAsync("a.example", 4);
        var domain = await AcquireAsync("a.example");
        var urls = await LeaseAsync(domain, 4);
        await Queue.CompleteAsync(
            [
                Ends(urls[0], domain, UrlState.Failed, FetchOutcome.ServerError),
                Ends(urls[1], domain, UrlState.Failed, FetchOutcome.ServerError),
                Ends(urls[2], domain, UrlState.Failed, FetchOutcome.NotFound),
                Ends(urls[3], domain, UrlState.Excluded, FetchOutcome.RobotsDenied),
            ],
            Cancel);
        Assert.True(await Leases.ReleaseAsync(domain.DomainId, domain.Epoch, Cancel));
        return crawl;
    }
}
