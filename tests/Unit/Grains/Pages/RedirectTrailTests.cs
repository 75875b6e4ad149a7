using Microsoft.Data.Sqlite;
using Thresher.Grains.Contracts;
using Thresher.Grains.Crawls;
using Thresher.Grains.Pages;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;
using Thresher.Storage.Sqlite;
using Thresher.Web.Urls;

namespace Thresher.Tests.Unit.Grains.Pages;

public sealed class RedirectTrailTests : IAsyncLifetime
{
    private const string Owner = "silo";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("thresher-redirects-");
    private SqliteStore _store = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = new SqliteStore(Path.Combine(_folder.FullName, "thresher.db"), TimeProvider.System);
        await _store.InitializeAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    // What redirects already, then the redirect to judge. All URLs are seeds, or known by other ways.
    [Theory]
    [InlineData("", "/a>/a", "RedirectLoop", "/a")]
    [InlineData("", "/a>/a#part", "RedirectLoop", "/a")]
    [InlineData("", "/a>/a?utm_source=x", "RedirectLoop", "/a?utm_source=x")]
    [InlineData("", "/a>/b", "Redirect", "/b")]
    [InlineData("/a>/b", "/b>/a", "RedirectLoop", "/a /b")]
    [InlineData("/a>/b /b>/c", "/c>/a", "RedirectLoop", "/a /b /c")]
    [InlineData("/a>/b /b>/c", "/c>/b", "RedirectLoop", "/b /c")]
    [InlineData("/a>/b /b>/c", "/c>/d", "Redirect", "/d")]
    [InlineData("/b>/c /c>/d", "/a>/b", "Redirect", "/b /c /d")]
    [InlineData("/b>/c /c>/b", "/a>/b", "Redirect", "/b /c /b")]
    public async Task Judge_Redirect_IsFollowedOnwardToItself(string known, string judged, string expected, string onward)
    {
        var crawl = new ActiveCrawl(await _store.Catalog.CreateAsync("crawl", new CrawlJob().ToJson(), Cancellation));
        await StoreAsync(crawl, [.. known.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Parse)]);
        var (from, to) = Parse(judged);
        var trail = new RedirectTrail(_store.Reader);
        Assert.Equal(expected, (await trail.JudgeAsync(crawl, from, to, UrlKind.Page)).ToString());
        Assert.Equal(onward, string.Join(' ', (await trail.OnwardAsync(crawl, from, to, UrlKind.Page, Cancellation)).Select(url => new Uri(url).PathAndQuery)));
    }

    [Fact]
    public async Task Judge_EndlessWay_IsOneRedirectTooMany()
    {
        var crawl = new ActiveCrawl(await _store.Catalog.CreateAsync("crawl", new CrawlJob().ToJson(), Cancellation));
        await StoreAsync(crawl, [.. Enumerable.Range(1, RedirectTrail.Most).Select(i => (Url($"/{i}"), Url($"/{i + 1}")))]);
        var trail = new RedirectTrail(_store.Reader);
        Assert.Equal(FetchOutcome.TooManyRedirects, await trail.JudgeAsync(crawl, Url("/0"), Url("/1"), UrlKind.Page));
        Assert.Equal(FetchOutcome.Redirect, await trail.JudgeAsync(crawl, Url("/0"), Url("/3"), UrlKind.Page));
    }

    // Both were on their way at one time, so neither saw the other when it was judged.
    [Theory]
    [InlineData("/a>/b /b>/a", 0, UrlState.Failed)]
    [InlineData("/a>/b /b>/c", 0, UrlState.Redirected)]
    [InlineData("/a>/b /b>/a", 1, UrlState.Redirected)]
    public async Task Settle_StoredRedirect_FailsWhereItLeadsBack(string known, int added, UrlState expected)
    {
        var crawl = new ActiveCrawl(await _store.Catalog.CreateAsync("crawl", new CrawlJob().ToJson(), Cancellation));
        await StoreAsync(crawl, [.. known.Split(' ').Select(Parse)]);
        var identity = crawl.Admission.IdentityOf(Url("/a"));
        var row = await _store.Reader.FindUrlAsync(crawl.Record.Id, identity, Cancellation);
        var request = new FetchRequest(new LeasedUrl(row!.Id, crawl.Record.Id, row.Url, 0, 0, 0, 0, 0), "h.test", 1, 1);
        var completion = request.Ends(UrlState.Redirected, FetchOutcome.Redirect, 302) with { Note = row.Note };
        await Settling.SettleAsync(request, crawl, completion, null, new CompletionResult(true, added, []));
        Assert.Equal(expected, (await _store.Reader.FindUrlAsync(crawl.Record.Id, identity, Cancellation))!.State);
    }

    // The circle sets cookies, with which it may lead elsewhere: both were on their way before either was sent them.
    [Theory]
    [InlineData("s=1", 0, UrlState.Redirected, FetchOutcome.Redirect, UrlState.Queued)]
    [InlineData("s=1", UrlCompletion.MostTurns, UrlState.Failed, FetchOutcome.CookieWall, UrlState.Redirected)]
    [InlineData("", 0, UrlState.Failed, FetchOutcome.RedirectLoop, UrlState.Redirected)]
    public async Task Settle_CircleWithCookies_AsksItsTargetAgain_SoOften(string set, int turns, UrlState state, FetchOutcome outcome, UrlState target)
    {
        var crawl = new ActiveCrawl(await _store.Catalog.CreateAsync("crawl", new CrawlJob { Cookies = true }.ToJson(), Cancellation));
        await StoreAsync(crawl, [Parse("/a>/b"), Parse("/b>/a")]);
        for (var turn = 0; turn < turns; turn++)
        {
            Assert.True(await _store.Transitions.ReopenRedirectAsync(crawl.Record.Id, crawl.Admission.IdentityOf(Url("/b")), Cancellation));
            await StoreAsync(crawl, [Parse("/b>/a")]);
        }

        var row = (await RowAsync(crawl, "/a"))!;
        var request = new FetchRequest(new LeasedUrl(row.Id, crawl.Record.Id, row.Url, 0, 0, 0, 0, 0), "h.test", 1, 1);
        var session = (await PageSession.OpenAsync(crawl, row.Url, 0, _store.Cookies, 0, Cancellation))!;
        session.Extras.SetCookies = set.Length == 0 ? [] : [set];

        var completion = request.Ends(UrlState.Redirected, FetchOutcome.Redirect, 302) with { Note = row.Note };
        await Settling.SettleAsync(request, crawl, completion, session, new CompletionResult(true, 0, []));

        row = (await RowAsync(crawl, "/a"))!;
        Assert.Equal((state, outcome, target), (row.State, row.Outcome, (await RowAsync(crawl, "/b"))!.State));
    }

    private RedirectSettling Settling => new(new RedirectTrail(_store.Reader), _store.Transitions, TimeProvider.System);

    private Task<UrlRow?> RowAsync(ActiveCrawl crawl, string path) => _store.Reader.FindUrlAsync(crawl.Record.Id, crawl.Admission.IdentityOf(Url(path)), Cancellation);

    private async Task StoreAsync(ActiveCrawl crawl, IReadOnlyList<(WebUrl From, WebUrl To)> redirects)
    {
        await _store.Intake.AcceptAsync(crawl.Record.Id, [.. redirects.Select(redirect => crawl.Admission.Row(redirect.From, 0, 0))], [], Cancellation);
        var lease = await _store.Leases.AcquireAsync("h.test", Owner, TimeSpan.FromMinutes(1), Cancellation);
        foreach (var url in await _store.Queue.LeaseAsync(lease.DomainId, lease.Epoch, 1000, Cancellation))
        {
            var to = redirects.First(redirect => redirect.From.RequestHref == url.Url).To;
            await _store.Queue.CompleteAsync(
                [
                    new UrlCompletion
                    {
                        UrlId = url.Id, CrawlId = crawl.Record.Id, DomainId = lease.DomainId, Epoch = lease.Epoch, State = UrlState.Redirected,
                        Outcome = FetchOutcome.Redirect, Status = 302, Note = to.RequestHref,
                    },
                ],
                Cancellation);
        }
    }

    private static (WebUrl From, WebUrl To) Parse(string redirect) => (Url(redirect[..redirect.IndexOf('>')]), Url(redirect[(redirect.IndexOf('>') + 1)..]));

    private static WebUrl Url(string path) => WebUrl.TryParse("http://h.test" + path, null, out var url) ? url : throw new ArgumentException(path);
}
