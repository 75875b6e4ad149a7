using Thresher.Jobs.Outcomes;
using Thresher.Storage;
using Thresher.Storage.Rows;

namespace Thresher.Tests.Contract;

/// <summary>Who owns a domain: epochs, recovery, strikes, release and abandonment.</summary>
public abstract class OwningContract(StoreHarness harness) : StoreContract(harness)
{
    [Fact]
    public async Task Acquire_EachTime_RaisesTheEpochByOne()
    {
        var first = await AcquireAsync("a.example");
        var second = await AcquireAsync("a.example");
        var third = await TakeOverAsync("a.example");

        Assert.Equal([1L, 2L, 3L], [first.Epoch, second.Epoch, third.Epoch]);
        Assert.Equal(first.DomainId, third.DomainId);
        Assert.NotEqual(first.DomainId, (await AcquireAsync("b.example")).DomainId);
    }

    [Fact]
    public async Task Acquire_WhatALiveOwnerHolds_IsRefusedUntilItsLeaseEnds()
    {
        await SeededAsync("a.example", 2);
        var held = await AcquireAsync("a.example");

        Assert.Equal(DomainLease.None, await AcquireAsync("a.example", Other));
        Assert.Single(await LeaseAsync(held, 1));

        await Harness.AdvanceAsync(OwnerLease + TimeSpan.FromMilliseconds(1));
        Assert.Equal(held.Epoch + 1, (await AcquireAsync("a.example", Other)).Epoch);
    }

    [Fact]
    public async Task Disown_Held_FreesItAtOnceWithoutACrash()
    {
        var crawl = await SeededAsync("a.example", 2);
        var held = await AcquireAsync("a.example");
        await LeaseAsync(held, 1);
        Assert.Equal(["a.example"], await Owners.OwnedDomainsAsync(Silo, Cancel));

        await Owners.DisownAsync(Other, "a.example", Cancel);
        Assert.Equal(["a.example"], await Owners.OwnedDomainsAsync(Silo, Cancel));
        await Owners.DisownAsync(Silo, "a.example", Cancel);

        Assert.Empty(await Owners.OwnedDomainsAsync(Silo, Cancel));
        Assert.Equal(["a.example"], await Owners.DueDomainsAsync(10, Cancel));
        await AssertSoundAsync(crawl);
        await Assert.ThrowsAsync<StaleEpochException>(() => LeaseAsync(held, 1));
        Assert.All(await LeaseAsync(await AcquireAsync("a.example", Other), 5), url => Assert.Equal(0, url.Crashes));
    }

    [Fact]
    public async Task Acquire_FromDeadOwner_RecoversItsLeasesAndCountsCrashes()
    {
        var crawl = await SeededAsync("a.example", 5);
        var dead = await AcquireAsync("a.example");
        await LeaseAsync(dead, 3);

        var lease = await TakeOverAsync("a.example");

        Assert.Equal(3, lease.Recovered);
        await AssertSoundAsync(crawl);
        var urls = await LeaseAsync(lease, 10);
        Assert.Equal([1, 1, 1, 0, 0], urls.Select(url => url.Crashes));
        Assert.All(urls, url => Assert.Equal(0, url.Strikes));
    }

    [Fact]
    public async Task Lease_StaleEpoch_Throws()
    {
        await SeededAsync("a.example", 5);
        var old = await AcquireAsync("a.example");
        await TakeOverAsync("a.example");
        await Assert.ThrowsAsync<StaleEpochException>(() => LeaseAsync(old, 1));
    }

    [Fact]
    public async Task Lease_Released_Throws()
    {
        var domain = await AcquireAsync("a.example");
        Assert.True(await Leases.ReleaseAsync(domain.DomainId, domain.Epoch, Cancel));
        await Assert.ThrowsAsync<StaleEpochException>(() => LeaseAsync(domain, 1));
    }

    [Fact]
    public async Task MarkParsing_OnlyUnderTheLease()
    {
        await SeededAsync("a.example", 2);
        var old = await AcquireAsync("a.example");
        var urls = await LeaseAsync(old, 2);
        Assert.True(await Queue.MarkParsingAsync(urls[0].Id, old.Epoch, Cancel));
        await CompleteAsync(Fetched(urls[1], old));
        Assert.False(await Queue.MarkParsingAsync(urls[1].Id, old.Epoch, Cancel));
        await TakeOverAsync("a.example");
        Assert.False(await Queue.MarkParsingAsync(urls[0].Id, old.Epoch, Cancel));
    }

    [Fact]
    public async Task Completion_ThatIsAStrike_IsCountedWithTheNextLease()
    {
        var crawl = await SeededAsync("a.example", 1);
        var domain = await AcquireAsync("a.example");
        var url = Assert.Single(await LeaseAsync(domain, 1));
        await CompleteAsync(Ends(url, domain, UrlState.Retrying, FetchOutcome.BrowserDied, Now - 1) with { IsStrike = true });

        var again = Assert.Single(await LeaseAsync(domain, 1));

        Assert.Equal((1, 0, 1), (again.Strikes, again.Crashes, again.Attempts));
        Assert.Equal(1, (await RowAsync(crawl, url.Url)).Strikes);
    }

    [Fact]
    public async Task Acquire_ParsingWhenItsOwnerDied_StrikesAndThreeQuarantine()
    {
        var crawl = await SeededAsync("a.example", 2);
        for (var strike = 1; strike <= 3; strike++)
        {
            var domain = await AcquireAsync("a.example");
            var killer = (await LeaseAsync(domain, 10)).Single(url => Path(url) == "p00000");
            Assert.Equal((strike - 1, strike - 1), (killer.Strikes, killer.Crashes));
            Assert.True(await Queue.MarkParsingAsync(killer.Id, domain.Epoch, Cancel));
            await Harness.CrashAsync();
            await TakeOverAsync("a.example");
            await AssertSoundAsync(crawl);
            Assert.Equal(strike, (await RowAsync(crawl, killer.Url)).Strikes);
            await Harness.AdvanceAsync(TimeSpan.FromSeconds(31));
        }

        var row = await RowAsync(crawl, "https://a.example/p00000");
        Assert.Equal((UrlState.Quarantined, FetchOutcome.KilledItsProcess), (row.State, row.Outcome));
        Assert.Equal(UrlState.Queued, (await RowAsync(crawl, "https://a.example/p00001")).State);
        Assert.Single(await Reader.FailuresAsync(crawl, null, Cancel).ToListAsync(Cancel));
    }

    [Fact]
    public async Task Acquire_AfterAStrike_LeavesTheUrlAloneAwhile()
    {
        await SeededAsync("a.example", 2);
        var domain = await AcquireAsync("a.example");
        await Queue.MarkParsingAsync((await LeaseAsync(domain, 1))[0].Id, domain.Epoch, Cancel);

        var next = await TakeOverAsync("a.example");

        Assert.Equal(["p00001"], (await LeaseAsync(next, 10)).Select(Path));
        await Harness.AdvanceAsync(TimeSpan.FromSeconds(31));
        Assert.Equal(["p00000"], (await LeaseAsync(next, 10)).Select(Path));
    }

    [Fact]
    public async Task Acquire_MarkOfAnEarlierTry_IsNoStrike()
    {
        await SeededAsync("a.example", 1);
        var domain = await AcquireAsync("a.example");
        var url = (await LeaseAsync(domain, 1))[0];
        await Queue.MarkParsingAsync(url.Id, domain.Epoch, Cancel);
        await CompleteAsync(Ends(url, domain, UrlState.Queued, FetchOutcome.Cancelled));
        await LeaseAsync(domain, 1);

        var next = await TakeOverAsync("a.example");

        Assert.Equal(0, Assert.Single(await LeaseAsync(next, 1)).Strikes);
    }

    [Fact]
    public async Task Release_SomethingLeasable_RefusesAndGoesOn()
    {
        await SeededAsync("a.example", 2);
        var domain = await AcquireAsync("a.example");

        Assert.False(await Leases.ReleaseAsync(domain.DomainId, domain.Epoch, Cancel));
        Assert.Equal(2, (await LeaseAsync(domain, 5)).Count);
    }

    [Fact]
    public async Task Release_RetryDue_Refuses()
    {
        await SeededAsync("a.example", 1);
        var domain = await AcquireAsync("a.example");
        await CompleteAsync(Ends((await LeaseAsync(domain, 1))[0], domain, UrlState.Retrying, FetchOutcome.ServerError, Now + 1000));
        await Harness.AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.False(await Leases.ReleaseAsync(domain.DomainId, domain.Epoch, Cancel));
    }

    [Fact]
    public async Task Release_RetryWithoutDueTime_IsNotForgotten()
    {
        await SeededAsync("a.example", 1);
        var domain = await AcquireAsync("a.example");
        await CompleteAsync(Ends((await LeaseAsync(domain, 1))[0], domain, UrlState.Retrying, FetchOutcome.ServerError));
        Assert.False(await Leases.ReleaseAsync(domain.DomainId, domain.Epoch, Cancel));
        Assert.Single(await LeaseAsync(domain, 1));
    }

    [Fact]
    public async Task Release_OnlyLaterRetries_WakesWhenTheFirstIsDue()
    {
        await SeededAsync("a.example", 2);
        var domain = await AcquireAsync("a.example");
        var urls = await LeaseAsync(domain, 2);
        await CompleteAsync(Ends(urls[0], domain, UrlState.Retrying, FetchOutcome.ServerError, Now + 60_000));
        await CompleteAsync(Ends(urls[1], domain, UrlState.Retrying, FetchOutcome.ServerError, Now + 20_000));

        Assert.True(await Leases.ReleaseAsync(domain.DomainId, domain.Epoch, Cancel));

        await Harness.AdvanceAsync(TimeSpan.FromMilliseconds(19_999));
        Assert.Empty(await Owners.DueDomainsAsync(10, Cancel));
        await Harness.AdvanceAsync(TimeSpan.FromMilliseconds(1));
        Assert.Equal(["a.example"], await Owners.DueDomainsAsync(10, Cancel));
    }

    [Fact]
    public async Task Release_LeasesLeftOver_AreNotForgotten()
    {
        var crawl = await SeededAsync("a.example", 2);
        var domain = await AcquireAsync("a.example");
        await LeaseAsync(domain, 2);

        if (await Leases.ReleaseAsync(domain.DomainId, domain.Epoch, Cancel))
        {
            Assert.Equal(["a.example"], await Owners.DueDomainsAsync(10, Cancel));
            domain = await AcquireAsync("a.example");
        }

        Assert.Equal(2, (await LeaseAsync(domain, 5)).Count);
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task Release_OfAnother_LeavesTheOwnerAlone()
    {
        await SeededAsync("a.example", 1);
        var old = await AcquireAsync("a.example");
        var now = await TakeOverAsync("a.example");

        Assert.True(await Leases.ReleaseAsync(old.DomainId, old.Epoch, Cancel));
        await Leases.AbandonAsync(old.DomainId, old.Epoch, Now, TimeSpan.Zero, Cancel);

        Assert.Single(await LeaseAsync(now, 5));
    }

    [Theory]
    [InlineData(CrawlState.Paused)]
    [InlineData(CrawlState.Stopped)]
    public async Task Release_CrawlHeld_SleepsUntilItRuns(CrawlState state)
    {
        var crawl = await SeededAsync("a.example", 1);
        await Catalog.SetStateAsync(crawl, state, Cancel);
        var domain = await AcquireAsync("a.example");

        Assert.True(await Leases.ReleaseAsync(domain.DomainId, domain.Epoch, Cancel));
        await Harness.AdvanceAsync(TimeSpan.FromDays(1));
        Assert.Empty(await Owners.DueDomainsAsync(10, Cancel));

        await Catalog.SetStateAsync(crawl, CrawlState.Running, Cancel);
        Assert.Equal(["a.example"], await Owners.DueDomainsAsync(10, Cancel));
    }

    [Fact]
    public async Task Release_HostHeld_SleepsUntilItIsFreed()
    {
        var crawl = await SeededAsync("a.example", 1);
        await Catalog.SetHostPausedAsync(crawl, "a.example", true, Cancel);
        var domain = await AcquireAsync("a.example");

        Assert.True(await Leases.ReleaseAsync(domain.DomainId, domain.Epoch, Cancel));
        Assert.Empty(await Owners.DueDomainsAsync(10, Cancel));

        await Catalog.SetHostPausedAsync(crawl, "a.example", false, Cancel);
        Assert.Equal(["a.example"], await Owners.DueDomainsAsync(10, Cancel));
    }

    [Fact]
    public async Task Release_ThenNewLink_IsDueAtOnce()
    {
        var crawl = await SeededAsync("b.example", 1);
        var a = await AcquireAsync("a.example");
        Assert.True(await Leases.ReleaseAsync(a.DomainId, a.Epoch, Cancel));
        var b = await AcquireAsync("b.example");

        await CompleteAsync(Fetched((await LeaseAsync(b, 1))[0], b, Url(crawl, "a.example", "new")));

        Assert.Equal(["a.example"], await Owners.DueDomainsAsync(10, Cancel));
    }

    [Fact]
    public async Task Abandon_Leased_IsQueuedWithoutACrashAndWaits()
    {
        var crawl = await SeededAsync("a.example", 3);
        var domain = await AcquireAsync("a.example");
        var urls = await LeaseAsync(domain, 2);
        await Queue.MarkParsingAsync(urls[0].Id, domain.Epoch, Cancel);

        await Leases.AbandonAsync(domain.DomainId, domain.Epoch, Now + 10_000, TimeSpan.Zero, Cancel);

        await AssertSoundAsync(crawl);
        Assert.Empty(await Owners.DueDomainsAsync(10, Cancel));
        await Harness.AdvanceAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(["a.example"], await Owners.DueDomainsAsync(10, Cancel));
        var next = await AcquireAsync("a.example");
        Assert.Equal(0, next.Recovered);
        Assert.All(await LeaseAsync(next, 10), url => Assert.Equal((0, 0), (url.Crashes, url.Strikes)));
        Assert.False((await CompleteAsync(Fetched(urls[1], domain))).Applied);
    }
}
