using Thresher.Jobs.Outcomes;
using Thresher.Storage;

namespace Thresher.Tests.Contract;

/// <summary>Revival: what is due, and what becomes of an owner's domains.</summary>
public abstract class SweepingContract(StoreHarness harness) : StoreContract(harness)
{
    [Fact]
    public async Task DueDomains_PendingAndFree_LongestDueFirst()
    {
        var crawl = await CreateAsync();
        foreach (var name in new[] { "c.example", "a.example", "b.example" })
        {
            await AcceptAsync(crawl, Urls(crawl, name, 1));
            await Harness.AdvanceAsync(TimeSpan.FromSeconds(1));
            var domain = await AcquireAsync(name);
            await Leases.AbandonAsync(domain.DomainId, domain.Epoch, Now, TimeSpan.Zero, Cancel);
        }

        Assert.Equal(["c.example", "a.example", "b.example"], await Owners.DueDomainsAsync(10, Cancel));
        Assert.Equal(["c.example", "a.example"], await Owners.DueDomainsAsync(2, Cancel));
    }

    [Fact]
    public async Task DueDomains_NewDomain_ComesAfterThoseThatAreDueForLonger()
    {
        var crawl = await SeededAsync("z-waits.example", 1);
        var waits = await AcquireAsync("z-waits.example");
        await Leases.AbandonAsync(waits.DomainId, waits.Epoch, Now, TimeSpan.Zero, Cancel);
        await Harness.AdvanceAsync(TimeSpan.FromSeconds(1));

        await AcceptAsync(crawl, Urls(crawl, "a-new.example", 1));

        Assert.Equal(["z-waits.example", "a-new.example"], await Owners.DueDomainsAsync(10, Cancel));
    }

    [Fact]
    public async Task WakeAt_NothingPending_IsNever()
    {
        var crawl = await SeededAsync("a.example", 1);
        var domain = await AcquireAsync("a.example");
        await CompleteAsync(Fetched((await LeaseAsync(domain, 1))[0], domain));
        Assert.Equal(long.MaxValue, (await Reader.FindHostAsync(crawl, "a.example", Cancel))!.WakeAt);

        await Owners.ReleaseOwnerAsync(Silo, graceful: true, JustNow, Cancel);
        Assert.Equal(long.MaxValue, (await Reader.FindHostAsync(crawl, "a.example", Cancel))!.WakeAt);

        await AcceptAsync(crawl, Url(crawl, "a.example", "another"));
        Assert.Equal(Now, (await Reader.FindHostAsync(crawl, "a.example", Cancel))!.WakeAt);
    }

    [Fact]
    public async Task DueDomains_NothingPending_IsNotDue()
    {
        await SeededAsync("a.example", 1);
        var domain = await AcquireAsync("a.example");
        await CompleteAsync(Fetched((await LeaseAsync(domain, 1))[0], domain));
        await Leases.AbandonAsync(domain.DomainId, domain.Epoch, Now, TimeSpan.Zero, Cancel);
        Assert.Empty(await Owners.DueDomainsAsync(10, Cancel));
    }

    [Fact]
    public async Task DueDomains_OwnerAlive_IsNotDueUntilItsLeaseEnds()
    {
        await SeededAsync("a.example", 1);
        await AcquireAsync("a.example");
        Assert.Empty(await Owners.DueDomainsAsync(10, Cancel));

        await Harness.AdvanceAsync(OwnerLease + TimeSpan.FromMilliseconds(1));
        Assert.Equal(["a.example"], await Owners.DueDomainsAsync(10, Cancel));
    }

    [Fact]
    public async Task Renew_ProlongsOnlyTheOwnersDomains()
    {
        var crawl = await SeededAsync("a.example", 1);
        await AcceptAsync(crawl, Urls(crawl, "b.example", 1));
        await AcquireAsync("a.example");
        await AcquireAsync("b.example", Other);
        await Harness.AdvanceAsync(TimeSpan.FromSeconds(20));

        await Owners.RenewAsync(Silo, OwnerLease, Cancel);
        await Harness.AdvanceAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(["b.example"], await Owners.DueDomainsAsync(10, Cancel));
    }

    [Fact]
    public async Task ReleaseOwner_Graceful_QueuesItsLeasesWithoutACrash()
    {
        var crawl = await SeededAsync("a.example", 2);
        await AcceptAsync(crawl, Urls(crawl, "b.example", 2));
        var a = await AcquireAsync("a.example");
        var url = (await LeaseAsync(a, 1))[0];
        await Queue.MarkParsingAsync(url.Id, a.Epoch, Cancel);
        var b = await AcquireAsync("b.example", Other);
        await LeaseAsync(b, 1);

        await Owners.ReleaseOwnerAsync(Silo, graceful: true, JustNow, Cancel);

        await AssertSoundAsync(crawl);
        Assert.Equal((1L, 3L), ((await TotalsAsync(crawl)).Of(UrlState.Leased), (await TotalsAsync(crawl)).Of(UrlState.Queued)));
        Assert.Equal(["a.example"], await Owners.DueDomainsAsync(10, Cancel));
        Assert.False((await CompleteAsync(Fetched(url, a))).Applied);
        await Assert.ThrowsAsync<StaleEpochException>(() => LeaseAsync(a, 1));
        Assert.Single(await LeaseAsync(b, 5));
        var next = await AcquireAsync("a.example", Other);
        Assert.All(await LeaseAsync(next, 5), again => Assert.Equal((0, 0), (again.Crashes, again.Strikes)));
    }

    [Fact]
    public async Task ReleaseOwner_Graceful_LeftAloneLongestIsDueFirst()
    {
        var crawl = await CreateAsync();
        string[] names = ["c.example", "a.example", "b.example"];
        foreach (var name in names.Reverse())
        {
            await AcceptAsync(crawl, Urls(crawl, name, 1));
            await AcquireAsync(name);
        }

        await Owners.ReleaseOwnerAsync(Silo, graceful: true, domain => TimeSpan.FromSeconds(3 - names.IndexOf(domain)), Cancel);

        Assert.Equal(names, await Owners.DueDomainsAsync(10, Cancel));
    }

    [Fact]
    public async Task ReleaseOwner_Dead_LeavesRecoveryToTheNextOwner()
    {
        var crawl = await SeededAsync("a.example", 2);
        var dead = await AcquireAsync("a.example");
        await Queue.MarkParsingAsync((await LeaseAsync(dead, 1))[0].Id, dead.Epoch, Cancel);

        await Owners.ReleaseOwnerAsync(Silo, graceful: false, JustNow, Cancel);

        Assert.Equal(1, (await TotalsAsync(crawl)).Of(UrlState.Leased));
        Assert.Equal(["a.example"], await Owners.DueDomainsAsync(10, Cancel));
        var next = await AcquireAsync("a.example", Other);
        Assert.Equal(1, next.Recovered);
        Assert.Equal(1, (await RowAsync(crawl, "https://a.example/p00000")).Strikes);
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task ReleaseOwner_Unknown_ChangesNothing()
    {
        await SeededAsync("a.example", 1);
        var domain = await AcquireAsync("a.example");
        await Owners.ReleaseOwnerAsync("nobody", graceful: true, JustNow, Cancel);
        await Owners.ReleaseOwnerAsync("nobody", graceful: false, JustNow, Cancel);
        Assert.Single(await LeaseAsync(domain, 5));
    }

    [Fact]
    public async Task Sweep_AfterCrash_ServesEverythingOnce()
    {
        var crawl = await CreateAsync();
        for (var i = 0; i < 5; i++)
        {
            await AcceptAsync(crawl, Urls(crawl, $"h{i}.example", 4));
            await LeaseAsync(await AcquireAsync($"h{i}.example"), i);
        }

        await Harness.CrashAsync();
        await Harness.AdvanceAsync(OwnerLease * 2);

        var seen = new HashSet<long>();
        while (await Owners.DueDomainsAsync(2, Cancel) is { Count: > 0 } due)
        {
            foreach (var name in due)
            {
                var domain = await AcquireAsync(name, Other);
                foreach (var url in await LeaseAsync(domain, 100))
                {
                    Assert.True(seen.Add(url.Id));
                    await CompleteAsync(Ends(url, domain, UrlState.Failed, FetchOutcome.NotFound));
                }

                Assert.True(await Leases.ReleaseAsync(domain.DomainId, domain.Epoch, Cancel));
            }
        }

        Assert.Equal(20, seen.Count);
        Assert.True(await Catalog.TryCompleteAsync(crawl, Cancel));
        await AssertSoundAsync(crawl);
    }
}
