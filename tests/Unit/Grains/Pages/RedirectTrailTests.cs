using Microsoft.Data.Sqlite;
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

    [Theory]
    [InlineData("/a", "/a", true)]
    [InlineData("/a", "/a#part", true)]
    [InlineData("/a", "/a?utm_source=x", true)]
    [InlineData("/a", "/b", false)]
    [InlineData("/a /b", "/a", true)]
    [InlineData("/a /b /c", "/a", true)]
    [InlineData("/a /b /c", "/b", true)]
    [InlineData("/a /b /c", "/d", false)]
    public async Task LeadsBackAsync_Chain_IsFollowedToItsBeginning(string chain, string target, bool expected)
    {
        var crawl = new ActiveCrawl(await _store.Catalog.CreateAsync("crawl", new CrawlJob().ToJson(), Cancellation));
        WebUrl[] urls = [.. chain.Split(' ').Select(Url)];
        await _store.Intake.AcceptAsync(crawl.Record.Id, [crawl.Admission.Row(urls[0], 0, 0)], [], Cancellation);
        LeasedUrl last = null!;
        for (var i = 0; i < urls.Length; i++)
        {
            var lease = await _store.Leases.AcquireAsync("h.test", Owner, TimeSpan.FromMinutes(1), Cancellation);
            last = Assert.Single(await _store.Queue.LeaseAsync(lease.DomainId, lease.Epoch, 10, Cancellation));
            if (i + 1 < urls.Length)
            {
                await _store.Queue.CompleteAsync(
                    [
                        new UrlCompletion
                        {
                            UrlId = last.Id, CrawlId = crawl.Record.Id, DomainId = lease.DomainId, Epoch = lease.Epoch, State = UrlState.Redirected,
                            Outcome = FetchOutcome.Redirect, Status = 302, Links = [crawl.Admission.Row(urls[i + 1], 0, i + 1)],
                        },
                    ],
                    Cancellation);
            }
        }

        var trail = new RedirectTrail(_store.Reader);
        Assert.Equal(expected, await trail.LeadsBackAsync(crawl, last, urls[^1], Url(target)));
        var before = await trail.BeforeAsync(crawl, urls[^1], Cancellation);
        Assert.Equal(urls.SkipLast(1).Reverse().Select(url => url.RequestHref), before.Select(row => row.Url));
    }

    private static WebUrl Url(string path) => WebUrl.TryParse("http://h.test" + path, null, out var url) ? url : throw new ArgumentException(path);
}
