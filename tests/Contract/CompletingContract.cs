using Thresher.Jobs.Outcomes;

namespace Thresher.Tests.Contract;

/// <summary>Invariants 2 and 3: a completion is all or nothing, and happens once.</summary>
public abstract partial class CompletingContract(StoreHarness harness) : StoreContract(harness)
{
    [Fact]
    public async Task Complete_Fetched_StoresPageLinksAndCounters()
    {
        var crawl = await SeededAsync("a.example", 1);
        var domain = await AcquireAsync("a.example");
        var url = Assert.Single(await LeaseAsync(domain, 1));

        var result = await CompleteAsync(Fetched(
            url,
            domain,
            Url(crawl, "a.example", "x", depth: 1),
            Url(crawl, "b.example", "y", depth: 1),
            Url(crawl, "b.example", "z", depth: 1),
            Url(crawl, "c.example", "y", depth: 1),
            Url(crawl, "a.example", "p00000", depth: 1)));

        Assert.True(result.Applied);
        Assert.Equal(1, result.AddedToOwnDomain);
        Assert.Equal(["b.example", "c.example"], result.AddedElsewhere.Order(StringComparer.Ordinal));
        var page = Assert.Single(await Reader.PagesAsync(crawl, Cancel).ToListAsync(Cancel));
        Assert.Equal((url.Id, url.Url, 200), (page.UrlId, page.Url, page.Page.Status));
        var found = await RowAsync(crawl, "https://b.example/z");
        Assert.Equal((1, url.Url, UrlState.Queued), (found.Depth, found.FoundOn, found.State));
        Assert.Equal((5L, 100L), ((await TotalsAsync(crawl)).Accepted, (await TotalsAsync(crawl)).Bytes));
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task Complete_KnownLinks_AreAddedNowhere()
    {
        var crawl = await SeededAsync("a.example", 3);
        await AcceptAsync(crawl, Url(crawl, "b.example", "y"));
        var domain = await AcquireAsync("a.example");
        var url = (await LeaseAsync(domain, 1))[0];

        var result = await CompleteAsync(Fetched(url, domain, Url(crawl, "b.example", "y"), Url(crawl, "a.example", "p00002")));

        Assert.Equal(0, result.AddedToOwnDomain);
        Assert.Empty(result.AddedElsewhere);
        Assert.Null((await RowAsync(crawl, "https://b.example/y")).FoundOn);
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task Complete_SameNewLinkOnTwoPagesOfABatch_CountsForTheFirst()
    {
        var crawl = await SeededAsync("a.example", 2);
        var domain = await AcquireAsync("a.example");
        var urls = await LeaseAsync(domain, 2);
        var link = Url(crawl, "b.example", "shared");
        var own = Url(crawl, "a.example", "own");

        var results = await Queue.CompleteAsync([Fetched(urls[0], domain, link, own, link), Fetched(urls[1], domain, own, link)], Cancel);

        Assert.Equal(["b.example"], results[0].AddedElsewhere);
        Assert.Empty(results[1].AddedElsewhere);
        Assert.Equal([1, 0], results.Select(result => result.AddedToOwnDomain));
        Assert.Equal(urls[0].Url, (await RowAsync(crawl, link.Url)).FoundOn);
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task Complete_Twice_SecondChangesNothing()
    {
        var crawl = await SeededAsync("a.example", 1);
        var domain = await AcquireAsync("a.example");
        var url = (await LeaseAsync(domain, 1))[0];
        await CompleteAsync(Fetched(url, domain, Url(crawl, "b.example", "1")));

        var second = await CompleteAsync(Fetched(url, domain, Url(crawl, "b.example", "2")) with { Page = Page(7777) });

        Assert.Equal((false, 0, 0), (second.Applied, second.AddedToOwnDomain, second.AddedElsewhere.Count));
        Assert.Equal((2L, 100L), ((await TotalsAsync(crawl)).Accepted, (await TotalsAsync(crawl)).Bytes));
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task Complete_TwiceInOneBatch_OnlyTheFirstApplies()
    {
        var crawl = await SeededAsync("a.example", 1);
        var domain = await AcquireAsync("a.example");
        var url = (await LeaseAsync(domain, 1))[0];

        var results = await Queue.CompleteAsync(
            [Fetched(url, domain, Url(crawl, "a.example", "1")), Ends(url, domain, UrlState.Failed, FetchOutcome.NotFound)], Cancel);

        Assert.Equal([true, false], results.Select(result => result.Applied));
        Assert.Equal(UrlState.Fetched, (await RowAsync(crawl, url.Url)).State);
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task Complete_UnderStaleEpoch_ChangesNothing()
    {
        var crawl = await SeededAsync("a.example", 2);
        var old = await AcquireAsync("a.example");
        var urls = await LeaseAsync(old, 2);
        var now = await TakeOverAsync("a.example");
        var again = await LeaseAsync(now, 1);

        var results = await Queue.CompleteAsync(
            [
                Fetched(urls[0], old, Url(crawl, "b.example", "1")),
                Ends(urls[1], old, UrlState.Failed, FetchOutcome.NotFound),
                Fetched(again[0], now, Url(crawl, "b.example", "2")),
            ],
            Cancel);

        Assert.Equal([false, false, true], results.Select(result => result.Applied));
        Assert.Null(await Reader.FindUrlAsync(crawl, Url(crawl, "b.example", "1").Hash, Cancel));
        Assert.Equal((1L, 2L), ((await TotalsAsync(crawl)).Of(UrlState.Fetched), (await TotalsAsync(crawl)).Of(UrlState.Queued)));
        Assert.Single(await Reader.PagesAsync(crawl, Cancel).ToListAsync(Cancel));
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task Complete_RowOfAnotherDomainOrCrawl_ChangesNothing()
    {
        var crawl = await SeededAsync("a.example", 2);
        await AcceptAsync(crawl, Urls(crawl, "b.example", 1));
        var a = await AcquireAsync("a.example");
        var b = await AcquireAsync("b.example");
        var urls = await LeaseAsync(a, 2);

        Assert.False((await CompleteAsync(Fetched(urls[0], b))).Applied);
        Assert.False((await CompleteAsync(Fetched(urls[1], a) with { CrawlId = crawl + 1 })).Applied);
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task Complete_OneBreaksTheBatch_NothingIsStored()
    {
        var crawl = await SeededAsync("a.example", 3);
        var domain = await AcquireAsync("a.example");
        var urls = await LeaseAsync(domain, 3);
        var broken = Url(crawl, "b.example", "broken") with { Url = null! };

        await Assert.ThrowsAnyAsync<Exception>(() => Queue.CompleteAsync(
            [
                Fetched(urls[0], domain, Url(crawl, "c.example", "1")),
                Fetched(urls[1], domain, Url(crawl, "c.example", "2"), broken),
                Ends(urls[2], domain, UrlState.Failed, FetchOutcome.NotFound),
            ],
            Cancel));

        Assert.Equal((3L, 3L), ((await TotalsAsync(crawl)).Accepted, (await TotalsAsync(crawl)).Of(UrlState.Leased)));
        Assert.Empty(await Reader.PagesAsync(crawl, Cancel).ToListAsync(Cancel));
        await AssertSoundAsync(crawl);
        Assert.True((await CompleteAsync(Fetched(urls[0], domain))).Applied);
    }

    [Theory]
    [InlineData(UrlState.Redirected, FetchOutcome.Redirect, 0)]
    [InlineData(UrlState.Failed, FetchOutcome.NotFound, 1)]
    [InlineData(UrlState.Excluded, FetchOutcome.RobotsDenied, 0)]
    [InlineData(UrlState.Queued, FetchOutcome.Cancelled, 0)]
    [InlineData(UrlState.Retrying, FetchOutcome.ServerError, 1)]
    public async Task Complete_WithoutPage_SetsStateAndOutcome(UrlState state, FetchOutcome outcome, int attempts)
    {
        var crawl = await SeededAsync("a.example", 1);
        var domain = await AcquireAsync("a.example");
        var url = (await LeaseAsync(domain, 1))[0];

        await CompleteAsync(Ends(url, domain, state, outcome, state == UrlState.Retrying ? Now + 5 : 0) with { Status = 418 });

        var row = await RowAsync(crawl, url.Url);
        Assert.Equal((state, outcome, 418, attempts), (row.State, row.Outcome, row.Status, row.Attempts));
        Assert.Equal(1, (await TotalsAsync(crawl)).Of(state));
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task Complete_Redirect_QueuesTheTarget()
    {
        var crawl = await SeededAsync("a.example", 1);
        var domain = await AcquireAsync("a.example");
        var url = (await LeaseAsync(domain, 1))[0];

        var result = await CompleteAsync(Ends(url, domain, UrlState.Redirected, FetchOutcome.Redirect)
            with
        { Links = [Url(crawl, "b.example", "target") with { Hops = 1 }] });

        Assert.Equal(["b.example"], result.AddedElsewhere);
        Assert.Equal(1, Assert.Single(await LeaseAsync(await AcquireAsync("b.example"), 1)).Hops);
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task Complete_LargeMixedBatch_AddsUp()
    {
        var crawl = await SeededAsync("a.example", 120);
        var domain = await AcquireAsync("a.example");
        var urls = await LeaseAsync(domain, 120);

        var results = await Queue.CompleteAsync(
            [
                .. urls.Select((url, i) => (i % 4) switch
                {
                    0 => Fetched(url, domain, [.. Enumerable.Range(0, 10).Select(n => Url(crawl, $"h{n % 3}.example", $"{i}-{n}"))]),
                    1 => Ends(url, domain, UrlState.Failed, FetchOutcome.NotFound),
                    2 => Ends(url, domain, UrlState.Retrying, FetchOutcome.ServerError, Now + 1000),
                    _ => Ends(url, domain, UrlState.Redirected, FetchOutcome.Redirect) with { Links = [Url(crawl, "a.example", $"to-{i}")] },
                }),
            ],
            Cancel);

        Assert.All(results, result => Assert.True(result.Applied));
        Assert.Equal(120 + 300 + 30, (await TotalsAsync(crawl)).Accepted);
        Assert.Equal(30, results.Sum(result => result.AddedToOwnDomain));
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task Complete_Nothing_IsEmpty() => Assert.Empty(await Queue.CompleteAsync([], Cancel));

    [Fact]
    public async Task Complete_AfterCrash_WhatWasAnsweredIsThere()
    {
        var crawl = await SeededAsync("a.example", 3);
        var domain = await AcquireAsync("a.example");
        var urls = await LeaseAsync(domain, 2);
        await CompleteAsync(Fetched(urls[0], domain, Url(crawl, "b.example", "1")));

        await Harness.CrashAsync();
        await AssertSoundAsync(crawl);
        var next = await TakeOverAsync("a.example");

        Assert.Equal(1, next.Recovered);
        Assert.Equal(2, (await LeaseAsync(next, 10)).Count);
        Assert.Single(await Reader.PagesAsync(crawl, Cancel).ToListAsync(Cancel));
        Assert.Equal(4, (await TotalsAsync(crawl)).Accepted);
        await AssertSoundAsync(crawl);
    }
}
