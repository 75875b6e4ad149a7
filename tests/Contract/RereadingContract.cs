using System.Text;
using Thresher.Jobs.Outcomes;
using Thresher.Storage;
using Thresher.Storage.Rows;
using Thresher.Web.Urls;

namespace Thresher.Tests.Contract;

/// <summary>Stored pages that are read again: what they hold is replaced, with the counters, unless they were fetched again.</summary>
public abstract class RereadingContract(StoreHarness harness) : StoreContract(harness)
{
    [Fact]
    public async Task Read_StoredPages_GivesThemInOrderWithTheirBodies()
    {
        var (crawl, ids) = await StoreAsync(3);

        var first = await Store.Pages.ReadAsync(crawl, 0, 2, Cancel);
        var rest = await Store.Pages.ReadAsync(crawl, first[^1].UrlId, 2, Cancel);

        Assert.Equal(ids, first.Concat(rest).Select(page => page.UrlId));
        Assert.Equal(Compressed("body 0"), first[0].Body);
        Assert.Equal((UrlState.Fetched, "text/html", "utf-8"), (first[0].State, first[0].ContentType, first[0].Charset));
        Assert.Null(first[1].Body);
    }

    [Fact]
    public async Task Replace_Page_ReplacesRecordsAndTextAndAddsLinks()
    {
        var (crawl, ids) = await StoreAsync(1);

        var stored = await Store.Pages.ReplaceAsync(
            crawl,
            [
                new PageReread(
                    ids[0], 1, PageFlags.LinksTooDeep, [new ItemRow("new", 0, "{\"a\":1}", null), new ItemRow("new", 1, "{}", "[\"x\"]")], Compressed("text"),
                    [Url(crawl, "b.example", "new", depth: 1), Url(crawl, "a.example", "0")], null),
            ],
            Cancel);

        Assert.Equal((1, 1), stored);
        var items = await Reader.ItemsAsync(crawl, 0, Cancel).ToListAsync(Cancel);
        Assert.Equal([("new", 0, "{\"a\":1}", null), ("new", 1, "{}", "[\"x\"]")], items.Select(item => (item.Rule, item.Ordinal, item.Json, item.Errors)));
        var page = Assert.Single(await Reader.PagesAsync(crawl, Cancel).ToListAsync(Cancel));
        Assert.Equal(("text", PageFlags.LinksTooDeep), (page.Markdown, page.Page.Flags));
        var totals = await Reader.TotalsAsync(crawl, Cancel);
        Assert.Equal((2, 1, 2), (totals.Accepted, totals.Of(UrlState.Queued), totals.Items));
        Assert.Equal([("new", 2, 1)], totals.Rules.Where(rule => rule.Items > 0).Select(rule => (rule.Rule, (int)rule.Items, (int)rule.Invalid)));
        Assert.Empty((await Reader.VerifyAsync(crawl, Cancel)).Problems);
    }

    [Fact]
    public async Task Replace_CompleteCrawlWithNewLinks_RunsAgain()
    {
        var (crawl, ids) = await StoreAsync(1);
        Assert.True(await Catalog.TryCompleteAsync(crawl, Cancel));

        await Store.Pages.ReplaceAsync(crawl, [Reread(ids[0])], Cancel);
        Assert.Equal(CrawlState.Complete, (await Catalog.FindAsync("crawl", Cancel))!.State);
        await Store.Pages.ReplaceAsync(crawl, [Reread(ids[0]) with { Links = [Url(crawl, "b.example", "new")] }], Cancel);
        Assert.Equal(CrawlState.Running, (await Catalog.FindAsync("crawl", Cancel))!.State);
    }

    [Fact]
    public async Task Replace_PageFetchedAgainMeanwhile_IsLeft()
    {
        var (crawl, ids) = await StoreAsync(1);

        Assert.Equal((0, 0), await Store.Pages.ReplaceAsync(crawl, [Reread(ids[0]) with { FetchedAt = 2, Links = [Url(crawl, "b.example", "new")] }, Reread(ids[0] + 1000)], Cancel));

        Assert.Equal(["old"], await Reader.ItemsAsync(crawl, 0, Cancel).Select(item => item.Rule).ToListAsync(Cancel));
        Assert.Equal(1, (await Reader.TotalsAsync(crawl, Cancel)).Accepted);
    }

    [Fact]
    public async Task FetchAgain_QueuesWhatIsNotPending()
    {
        var (crawl, ids) = await StoreAsync(2);
        Assert.True(await Catalog.TryCompleteAsync(crawl, Cancel));

        Assert.Equal(2, await Store.Pages.FetchAgainAsync(crawl, ids, CrawlState.Stopped, Cancel));
        Assert.Equal(0, await Store.Pages.FetchAgainAsync(crawl, ids, CrawlState.Stopped, Cancel));

        Assert.Equal(CrawlState.Stopped, (await Catalog.FindAsync("crawl", Cancel))!.State);
        Assert.Empty((await Reader.VerifyAsync(crawl, Cancel)).Problems);
        var lease = await Leases.AcquireAsync("a.example", Silo, OwnerLease, Cancel);
        await Catalog.SetStateAsync(crawl, CrawlState.Running, Cancel);
        var again = await Queue.LeaseAsync(lease.DomainId, lease.Epoch, 10, Cancel);
        Assert.Equal(ids, again.Select(url => url.Id).Order());
        Assert.All(again, url => Assert.Null(url.Copy));
    }

    private static PageReread Reread(long id) => new(id, 1, PageFlags.None, [], null, [], null);

    /// <summary>A crawl with pages, each with a record; those of even numbers with a body.</summary>
    private async Task<(long Crawl, long[] Urls)> StoreAsync(int pages)
    {
        var crawl = await CreateAsync();
        await Intake.AcceptAsync(crawl, [.. Enumerable.Range(0, pages).Select(i => Url(crawl, "a.example", $"{i}", rank: i))], [], Cancel);
        var lease = await Leases.AcquireAsync("a.example", Silo, OwnerLease, Cancel);
        var urls = await Queue.LeaseAsync(lease.DomainId, lease.Epoch, pages, Cancel);
        await Queue.CompleteAsync(
            [
                .. urls.Select((url, i) => new UrlCompletion
                {
                    UrlId = url.Id,
                    CrawlId = crawl,
                    DomainId = lease.DomainId,
                    Epoch = lease.Epoch,
                    State = UrlState.Fetched,
                    Outcome = FetchOutcome.Ok,
                    Items = [new ItemRow("old", 0, "{}", null)],
                    Page = new PageRow
                    {
                        Status = 200, Bytes = 6, ContentHash = Hash128.Of(Encoding.UTF8.GetBytes($"body {i}")), FetchedAt = 1, ElapsedMs = 1, ContentType = "text/html", Charset = "utf-8",
                        Body = i % 2 == 0 ? Compressed($"body {i}") : null,
                    },
                }),
            ],
            Cancel);
        await Leases.AbandonAsync(lease.DomainId, lease.Epoch, 0, TimeSpan.Zero, Cancel);
        return (crawl, [.. urls.Select(url => url.Id).Order()]);
    }
}
