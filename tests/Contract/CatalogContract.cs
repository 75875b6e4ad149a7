using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;

namespace Thresher.Tests.Contract;

/// <summary>The crawls: creation, states, producers, completion (invariant 7) and removal.</summary>
public abstract class CatalogContract(StoreHarness harness) : StoreContract(harness)
{
    [Fact]
    public async Task Create_NewName_IsRunning()
    {
        var crawl = await Catalog.CreateAsync("one", JobJson(), Cancel);
        Assert.Equal(("one", CrawlState.Running, Now, (long?)null, 0L), (crawl.Name, crawl.State, crawl.CreatedAt, crawl.FinishedAt, crawl.ActiveMs));
        Assert.Equal(crawl, await Catalog.FindAsync("one", Cancel));
        Assert.Null(await Catalog.FindAsync("two", Cancel));
    }

    [Fact]
    public async Task Create_TakenName_ReturnsTheStoredOneUnchanged()
    {
        var first = await Catalog.CreateAsync("one", JobJson(5), Cancel);
        await Catalog.SetStateAsync(first.Id, CrawlState.Paused, Cancel);
        await Harness.AdvanceAsync(TimeSpan.FromSeconds(5));

        var second = await Catalog.CreateAsync("one", JobJson(9), Cancel);

        Assert.Equal((first.Id, CrawlState.Paused, first.Job, first.CreatedAt), (second.Id, second.State, second.Job, second.CreatedAt));
        Assert.Single(await Catalog.ListAsync(Cancel));
    }

    [Fact]
    public async Task Create_ConcurrentlyWithOneName_IsOneCrawl()
    {
        var crawls = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Catalog.CreateAsync("one", JobJson(), Cancel)));
        Assert.Single(crawls.DistinctBy(crawl => crawl.Id));
    }

    [Fact]
    public async Task List_OldestFirst()
    {
        foreach (var name in new[] { "c", "a", "b" })
        {
            await CreateAsync(name);
        }

        Assert.Equal(["c", "a", "b"], (await Catalog.ListAsync(Cancel)).Select(crawl => crawl.Name));
    }

    [Fact]
    public async Task Versions_AndTheReadingOfSome_AgreeWithTheList()
    {
        var (first, second, third) = (await CreateAsync("one"), await CreateAsync("two"), await CreateAsync("three"));
        await Catalog.UpdateJobAsync(second, JobJson(7), Cancel);
        await Catalog.RemoveAsync(third, Cancel);

        var listed = await Catalog.ListAsync(Cancel);

        Assert.Equal(listed.ToDictionary(crawl => crawl.Id, crawl => crawl.Version), await Catalog.VersionsAsync(Cancel));
        Assert.Equal(listed, await Catalog.ReadAsync([third, second, first], Cancel));
        Assert.Equal([listed[1]], await Catalog.ReadAsync([second], Cancel));
        Assert.Empty(await Catalog.ReadAsync([], Cancel));
    }

    [Fact]
    public async Task UpdateJobAndState_RaiseTheVersion()
    {
        var crawl = await Catalog.CreateAsync("one", JobJson(), Cancel);
        await Catalog.UpdateJobAsync(crawl.Id, JobJson(7), Cancel);
        var updated = (await Catalog.FindAsync("one", Cancel))!;
        Assert.Equal(JobJson(7), updated.Job);
        Assert.True(updated.Version > crawl.Version);

        await Catalog.SetStateAsync(crawl.Id, CrawlState.Stopped, Cancel);
        var stopped = (await Catalog.FindAsync("one", Cancel))!;
        Assert.Equal(CrawlState.Stopped, stopped.State);
        Assert.True(stopped.Version > updated.Version);
    }

    [Fact]
    public async Task AddActiveTime_AddsUp()
    {
        var crawl = await CreateAsync();
        await Catalog.AddActiveTimeAsync(crawl, 1500, Cancel);
        await Catalog.AddActiveTimeAsync(crawl, 250, Cancel);
        Assert.Equal(1750, (await Catalog.FindAsync("crawl", Cancel))!.ActiveMs);
    }

    [Fact]
    public async Task TryComplete_NothingPending_IsCompleteWithATime()
    {
        var crawl = await SeededAsync("a.example", 1);
        var domain = await AcquireAsync("a.example");
        Assert.False(await Catalog.TryCompleteAsync(crawl, Cancel));
        var url = (await LeaseAsync(domain, 1))[0];
        Assert.False(await Catalog.TryCompleteAsync(crawl, Cancel));
        await CompleteAsync(Ends(url, domain, UrlState.Retrying, FetchOutcome.ServerError, Now));
        Assert.False(await Catalog.TryCompleteAsync(crawl, Cancel));
        Assert.Equal((CrawlState.Running, (long?)null), await StateAsync());

        await CompleteAsync(Fetched((await LeaseAsync(domain, 1))[0], domain));
        await Harness.AdvanceAsync(TimeSpan.FromSeconds(7));
        Assert.True(await Catalog.TryCompleteAsync(crawl, Cancel));
        var finished = Now;
        await Harness.AdvanceAsync(TimeSpan.FromSeconds(7));
        Assert.True(await Catalog.TryCompleteAsync(crawl, Cancel));

        Assert.Equal((CrawlState.Complete, finished), await StateAsync());
        await AssertSoundAsync(crawl);
    }

    [Theory]
    [InlineData(CrawlState.Paused)]
    [InlineData(CrawlState.Stopped)]
    public async Task TryComplete_NotRunning_IsNot(CrawlState state)
    {
        var crawl = await CreateAsync();
        await Catalog.SetStateAsync(crawl, state, Cancel);
        Assert.False(await Catalog.TryCompleteAsync(crawl, Cancel));
        Assert.Equal((state, (long?)null), await StateAsync());
    }

    [Fact]
    public async Task TryComplete_ProducerFeeds_WaitsForIt()
    {
        var crawl = await CreateAsync();
        await Catalog.KeepProducerAsync(crawl, "file", TimeSpan.FromSeconds(30), Cancel);
        await Catalog.KeepProducerAsync(crawl, "stdin", TimeSpan.FromSeconds(30), Cancel);
        Assert.False(await Catalog.TryCompleteAsync(crawl, Cancel));
        await Catalog.EndProducerAsync(crawl, "file", Cancel);
        Assert.False(await Catalog.TryCompleteAsync(crawl, Cancel));
        await Catalog.EndProducerAsync(crawl, "stdin", Cancel);
        Assert.True(await Catalog.TryCompleteAsync(crawl, Cancel));
    }

    [Fact]
    public async Task TryComplete_ProducerDied_GoesOnWhenItsTimeIsOver()
    {
        var crawl = await CreateAsync();
        await Catalog.KeepProducerAsync(crawl, "file", TimeSpan.FromSeconds(30), Cancel);
        await Harness.AdvanceAsync(TimeSpan.FromSeconds(20));
        await Catalog.KeepProducerAsync(crawl, "file", TimeSpan.FromSeconds(30), Cancel);
        await Harness.AdvanceAsync(TimeSpan.FromSeconds(20));
        Assert.False(await Catalog.TryCompleteAsync(crawl, Cancel));
        await Harness.AdvanceAsync(TimeSpan.FromSeconds(11));
        Assert.True(await Catalog.TryCompleteAsync(crawl, Cancel));
    }

    [Fact]
    public async Task SeedMark_SetMovedAndTakenAway_IsWhatWasSetLast()
    {
        var crawl = await CreateAsync();
        var mark = new SeedMark("length 10", new SeedPosition(5_000_000_000, 70));
        Assert.Null(await Catalog.SeedMarkAsync(crawl, "file:a", Cancel));
        await Catalog.SetSeedMarkAsync(crawl, "file:a", new SeedMark("length 9", new SeedPosition(1, 1)), Cancel);
        await Catalog.SetSeedMarkAsync(crawl, "file:a", mark, Cancel);
        await Catalog.SetSeedMarkAsync(crawl, "file:b", mark, Cancel);
        await Catalog.SetSeedMarkAsync(crawl, "file:b", null, Cancel);

        Assert.Equal(mark, await Catalog.SeedMarkAsync(crawl, "file:a", Cancel));
        Assert.Null(await Catalog.SeedMarkAsync(crawl, "file:b", Cancel));
        Assert.Null(await Catalog.SeedMarkAsync(crawl + 1, "file:a", Cancel));
    }

    [Fact]
    public async Task SetSeedMark_CrawlThatWasRemoved_StoresNothing()
    {
        var crawl = await CreateAsync();
        await Catalog.RemoveAsync(crawl, Cancel);
        await Catalog.SetSeedMarkAsync(crawl, "file", new SeedMark("f", new SeedPosition(1, 1)), Cancel);
        Assert.Equal(0, await Harness.CountAsync("seed_marks"));
    }

    [Fact]
    public async Task SetState_RunningAgain_ForgetsTheFinishAndWakes()
    {
        var crawl = await CreateAsync();
        Assert.True(await Catalog.TryCompleteAsync(crawl, Cancel));
        await AcceptAsync(crawl, Url(crawl, "a.example", "1"));
        await Catalog.SetStateAsync(crawl, CrawlState.Running, Cancel);
        Assert.Equal((CrawlState.Running, (long?)null), await StateAsync());
        Assert.Equal(["a.example"], await Owners.DueDomainsAsync(5, Cancel));
    }

    [Fact]
    public async Task SoleDomains_OfACrawl_AreThoseThatNoOtherKnowsInPages()
    {
        var crawl = await SeededAsync("a.example", 1, name: "goes");
        await AcceptAsync(crawl, Url(crawl, "b.example", "1"), Url(crawl, "c.example", "1"), Url(crawl, "d.example", "1"));
        await SeededAsync("b.example", 1, name: "stays");

        var first = await Catalog.SoleDomainsAsync(crawl, 0, 2, Cancel);
        var second = await Catalog.SoleDomainsAsync(crawl, first[^1].Id, 2, Cancel);

        Assert.Equal(["a.example", "c.example", "d.example"], first.Concat(second).Select(domain => domain.Domain).Order());
        Assert.Equal((2, 1), (first.Count, second.Count));
        Assert.Empty(await Catalog.SoleDomainsAsync(crawl, second[^1].Id, 2, Cancel));
    }

    [Fact]
    public async Task Remove_WithEverything_LeavesNothing()
    {
        var crawl = await SeededAsync("a.example", 12, name: "gone");
        var kept = await SeededAsync("a.example", 3, name: "kept");
        await Intake.AcceptAsync(crawl, [], ["a.example"], Cancel);
        await Catalog.KeepProducerAsync(crawl, "file", TimeSpan.FromSeconds(30), Cancel);
        await Catalog.SetSeedMarkAsync(crawl, "file", new SeedMark("f", new SeedPosition(1, 1)), Cancel);
        var domain = await AcquireAsync("a.example");
        var urls = await LeaseAsync(domain, 8);
        var own = urls.Where(url => url.CrawlId == crawl).ToList();
        await CompleteAsync(Fetched(own[0], domain, Url(crawl, "b.example", "1")) with { Page = Page() with { Body = [1, 2, 3], Original = [1], Markdown = [1] }, Items = [new("a", 0, "{}", null), new("b", 0, "{}", "[]")] });
        await CompleteAsync(Ends(own[1], domain, UrlState.Retrying, FetchOutcome.ServerError, Now + 5) with { Note = "n", Exchange = new Exchange(1, null, null, false) });

        await Catalog.RemoveAsync(crawl, Cancel);

        Assert.Null(await Catalog.FindAsync("gone", Cancel));
        Assert.False((await CompleteAsync(Fetched(own[2], domain, Url(crawl, "c.example", "1")))).Applied);
        foreach (var (table, rows) in new[]
        {
            ("crawls", 1), ("urls", 3), ("pages", 0), ("page_bodies", 0), ("page_originals", 0), ("page_texts", 0), ("page_heads", 0), ("url_notes", 0), ("exchanges", 0), ("items", 0), ("item_tallies", 0), ("producers", 0), ("seed_marks", 0), ("scope_keys", 0), ("crawl_domains", 1),
        })
        {
            Assert.True(rows == await Harness.CountAsync(table), table);
        }

        Assert.Equal(0, (await TotalsAsync(crawl)).Accepted);
        Assert.Empty((await TotalsAsync(crawl)).Counts);
        await AssertSoundAsync(kept);
    }

    [Fact]
    public async Task Remove_OnlyCrawl_LeavesNothingPending()
    {
        var crawl = await SeededAsync("a.example", 12, name: "gone");
        var domain = await AcquireAsync("a.example");
        var urls = await LeaseAsync(domain, 3);
        await CompleteAsync(Fetched(urls[0], domain, Url(crawl, "b.example", "1")) with { Items = [new("a", 0, "{}", null)] });
        await CompleteAsync(Ends(urls[2], domain, UrlState.Failed, FetchOutcome.NotFound) with { Note = "n", Exchange = new Exchange(1, null, null, false) });

        await Catalog.RemoveAsync(crawl, Cancel);

        foreach (var table in new[] { "crawls", "urls", "pages", "page_bodies", "page_links", "url_notes", "exchanges", "items", "item_tallies", "tallies", "totals", "crawl_domains" })
        {
            Assert.True(await Harness.CountAsync(table) == 0, table);
        }

        Assert.Empty(await Owners.DueDomainsAsync(5, Cancel));
        Assert.False((await CompleteAsync(Fetched(urls[1], domain, Url(crawl, "c.example", "1")))).Applied);
        await AssertSoundAsync(await SeededAsync("a.example", 2, name: "next"));
    }

    [Fact]
    public async Task Remove_CalledOff_LedgerStillAddsUpAndGoesOn()
    {
        await SeededAsync("other.example", 1, name: "kept");
        var crawl = await SeededAsync("a.example", 20_000, name: "gone");
        var domain = await AcquireAsync("a.example");
        await CompleteAsync(Fetched((await LeaseAsync(domain, 1))[0], domain, Urls(crawl, "b.example", 10)));

        // Called off after its first step, as by a process that dies: what is left still adds up.
        using var callOff = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var removal = Catalog.RemoveAsync(crawl, callOff.Token);
        await Catalog.FindAsync("gone", Cancel);
        await callOff.CancelAsync();
        try
        {
            await removal;
        }
        catch (OperationCanceledException)
        {
            // It is not to be taken for a whole crawl, and that is all there is to say of it.
            Assert.Contains("its removal was interrupted", Assert.Single((await Reader.VerifyAsync(crawl, Cancel)).Problems), StringComparison.Ordinal);
        }

        await Catalog.RemoveAsync(crawl, Cancel);
        Assert.Equal(1, await Harness.CountAsync("urls"));
        Assert.Equal(["other.example"], await Owners.DueDomainsAsync(5, Cancel));
    }

    [Fact]
    public async Task Remove_NumberAndIdentities_AreNotUsedAgain()
    {
        var first = await SeededAsync("a.example", 2);
        await Catalog.RemoveAsync(first, Cancel);
        var second = await SeededAsync("a.example", 2);
        Assert.True(second > first);
        await AssertSoundAsync(second);
    }

    private async Task<(CrawlState, long?)> StateAsync()
    {
        var crawl = (await Catalog.FindAsync("crawl", Cancel))!;
        return (crawl.State, crawl.FinishedAt);
    }
}
