using System.Text;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;

namespace Thresher.Tests.Contract;

/// <content>What is stored of an end beside the URL's state: a note, and an exchange that left no page.</content>
public abstract partial class CompletingContract
{
    private static readonly ExchangeHead Head = new("GET /p HTTP/1.1\r\nHost: a.example\r\n\r\n", "HTTP/1.1 302 Found\r\nLocation: /q\r\n\r\n");

    [Fact]
    public async Task Complete_WithANote_HasItAsLongAsItsOutcome()
    {
        var crawl = await SeededAsync("a.example", 2);
        var domain = await AcquireAsync("a.example");
        var urls = await LeaseAsync(domain, 2);
        await Queue.CompleteAsync(
            [.. urls.Select(url => Ends(url, domain, UrlState.Failed, FetchOutcome.BadSitemap) with { Note = $"line 7 of \0{url.Id}" })], Cancel);

        var rows = await Reader.UrlsAsync(crawl, Cancel).ToListAsync(Cancel);
        Assert.Equal(urls.Select(url => $"line 7 of {url.Id}").Order(), rows.Select(row => row.Note?.Replace("\0", "", StringComparison.Ordinal).Replace("\uFFFD", "", StringComparison.Ordinal)).Order());

        await Transitions.RequeueAsync(crawl, null, CrawlState.Running, Cancel);
        Assert.All(await Reader.UrlsAsync(crawl, Cancel).ToListAsync(Cancel), row => Assert.Null(row.Note));
        var again = await LeaseAsync(domain, 2);
        await CompleteAsync(Ends(again[0], domain, UrlState.Redirected, FetchOutcome.Redirect) with { Note = "https://a.example/q" });
        await CompleteAsync(Ends(again[1], domain, UrlState.Failed, FetchOutcome.NotFound));
        Assert.Equal(("https://a.example/q", null), ((await RowAsync(crawl, again[0].Url)).Note, (await RowAsync(crawl, again[1].Url)).Note));
    }

    [Fact]
    public async Task Complete_WithoutAPage_KeepsEachExchange()
    {
        var crawl = await SeededAsync("a.example", 1);
        var domain = await AcquireAsync("a.example");
        var url = Assert.Single(await LeaseAsync(domain, 1));
        var retried = Ends(url, domain, UrlState.Retrying, FetchOutcome.ServerError) with { Exchange = new Exchange(100, Head.Compress(), Head.Compress(), true) };
        await Queue.CompleteAsync([retried, retried], Cancel);
        var mark = await Feed.MarkAsync(crawl, Cancel);
        url = Assert.Single(await LeaseAsync(domain, 1));
        await CompleteAsync(Ends(url, domain, UrlState.Failed, FetchOutcome.DnsFailure) with { Exchange = new Exchange(200, null, null, false) });
        var end = await Feed.MarkAsync(crawl, Cancel);

        var first = Assert.Single(await Feed.ExchangesAsync(crawl, Cursor.Start, mark, 0, Cancel).ToListAsync(Cancel));
        Assert.Equal((url.Url, FetchOutcome.ServerError, 100L, true), (first.Url, first.Outcome, first.At, first.IsCut));
        var capture = await Reader.ExchangeAsync(first.Id, Cancel);
        Assert.Equal((Head, Head.Request + Head.Response), (capture!.Head, Encoding.Latin1.GetString(capture.Body!)));

        var second = Assert.Single(await Feed.ExchangesAsync(crawl, mark, end, 0, Cancel).ToListAsync(Cancel));
        Assert.Equal((FetchOutcome.DnsFailure, 200L, false), (second.Outcome, second.At, second.IsCut));
        Assert.Equal(new ExchangeCapture(null, null), await Reader.ExchangeAsync(second.Id, Cancel));
        Assert.Equal([second], await Feed.ExchangesAsync(crawl, Cursor.Start, end, 150, Cancel).ToListAsync(Cancel));
        Assert.Null(await Reader.ExchangeAsync(second.Id + 1, Cancel));
    }

    [Fact]
    public async Task FailRedirect_OfARedirect_FailsItOnce()
    {
        var crawl = await SeededAsync("a.example", 2);
        var domain = await AcquireAsync("a.example");
        var urls = await LeaseAsync(domain, 2);
        await CompleteAsync(Ends(urls[0], domain, UrlState.Redirected, FetchOutcome.Redirect) with { Note = urls[1].Url });
        await CompleteAsync(Fetched(urls[1], domain));

        Assert.False(await Transitions.FailRedirectAsync(crawl, urls[1].Id, FetchOutcome.RedirectLoop, Cancel));
        Assert.False(await Transitions.FailRedirectAsync(crawl + 1, urls[0].Id, FetchOutcome.RedirectLoop, Cancel));
        Assert.True(await Transitions.FailRedirectAsync(crawl, urls[0].Id, FetchOutcome.RedirectLoop, Cancel));
        Assert.False(await Transitions.FailRedirectAsync(crawl, urls[0].Id, FetchOutcome.RedirectLoop, Cancel));
        var row = Assert.Single(await Reader.FailuresAsync(crawl, FetchOutcome.RedirectLoop, Cancel).ToListAsync(Cancel));
        Assert.Equal((urls[0].Url, urls[1].Url), (row.Url, row.Note));
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task Cuts_OfPages_AreGroupedByWhatWasCut()
    {
        var crawl = await SeededAsync("a.example", 4);
        var domain = await AcquireAsync("a.example");
        PageFlags[] flags = [PageFlags.NoIndex, PageFlags.BodyCut, PageFlags.HostsCut | PageFlags.NoFollow, PageFlags.BodyCut];
        var urls = await LeaseAsync(domain, 4);
        await Queue.CompleteAsync([.. urls.Zip(flags, (url, flag) => Fetched(url, domain) with { Page = Page(1) with { Flags = flag } })], Cancel);
        Assert.Equal(
            [new CutPages(PageFlags.BodyCut, 2, urls[1].Url), new CutPages(PageFlags.HostsCut | PageFlags.NoFollow, 1, urls[2].Url)],
            await Reader.CutsAsync(crawl, Cancel));
        Assert.Equal(231, (int)CutPages.Limits);
    }
}
