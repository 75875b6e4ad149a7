using System.Text;
using System.Text.RegularExpressions;
using Thresher.Grains.Control;
using Thresher.Grains.Crawls;
using Thresher.Grains.Pages;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Jobs.Rules;
using Thresher.Storage.Rows;
using Thresher.Storage.Sqlite;
using Thresher.Web.Urls;

namespace Thresher.Tests.Unit.Grains.Pages;

/// <summary>A corrected rule reaches the pages that are stored, each once, through interruptions.</summary>
public sealed class PageRereaderTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("thresher-reread-").FullName;
    private SqliteStore _store = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = new SqliteStore(Path.Combine(_directory, "crawl.db"), TimeProvider.System);
        await _store.InitializeAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Run_OtherRules_ReadsEveryKeptBodyAndTellsOfTheOthers()
    {
        await StoreAsync(bodies: 5, without: 2);
        var record = await ChangeAsync(Rules("h1"));
        Assert.Contains("7 pages were read by older rules: `thresher extract web` reads them again", await WarningsAsync(record));

        var progress = await Reader(record).RunAsync(null, false, CrawlState.Stopped, _ => { }, Cancel);

        Assert.Equal(new RereadProgress(7, 5, 0, 2, 0), progress);
        Assert.Equal(["{\"f\":\"0\"}", "{\"f\":\"1\"}", "{\"f\":\"2\"}", "{\"f\":\"3\"}", "{\"f\":\"4\"}"], await ItemsAsync(record));
        Assert.Empty((await _store.Reader.VerifyAsync(record.Id, Cancel)).Problems);

        Assert.Equal(2, (await Reader(record).RunAsync(null, true, CrawlState.Stopped, _ => { }, Cancel)).Queued);
        Assert.Empty(await WarningsAsync(record));
        Assert.Equal(2, (await _store.Reader.TotalsAsync(record.Id, Cancel)).Of(UrlState.Queued));
    }

    [Fact]
    public async Task Run_Interrupted_GoesOnWhereItWas()
    {
        await StoreAsync(bodies: 5, without: 0);
        var record = await ChangeAsync(Rules("h1"));
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAsync<OperationCanceledException>(() => Reader(record).RunAsync(null, false, CrawlState.Stopped, _ => stop.Cancel(), stop.Token));
        var done = (await ItemsAsync(record)).Count;
        Assert.InRange(done, 1, 4);

        var progress = await Reader(record).RunAsync(null, false, CrawlState.Stopped, _ => { }, Cancel);

        Assert.Equal((5, 5 - done), (progress.Passed, progress.Read));
        Assert.Equal(5, (await ItemsAsync(record)).Count);
    }

    [Fact]
    public async Task Run_ForSomePages_LeavesTheOthers()
    {
        await StoreAsync(bodies: 3, without: 0);
        var record = await ChangeAsync(Rules("h1"));

        Assert.Equal(1, (await Reader(record).RunAsync(new Regex("/1$"), false, CrawlState.Stopped, _ => { }, Cancel)).Read);

        Assert.Equal(["{\"f\":\"1\"}"], await ItemsAsync(record));
        Assert.NotEmpty(await WarningsAsync(record));
    }

    [Fact]
    public async Task Run_WiderScope_AcceptsWhatWasRefused()
    {
        await StoreAsync(bodies: 1, without: 0);
        var record = await ChangeAsync(Rules("h1") with { Scope = new CrawlScope { Mode = ScopeMode.Any } });

        Assert.Equal(1, (await Reader(record).RunAsync(null, false, CrawlState.Stopped, _ => { }, Cancel)).Links);

        Assert.Contains("http://b.example/", await _store.Reader.UrlsAsync(record.Id, Cancel).Select(url => url.Url).ToListAsync(Cancel));
    }

    private PageRereader Reader(CrawlRecord record) => new(_store, new ActiveCrawl(record), TimeProvider.System) { Batch = 2 };

    private static CrawlJob Rules(string selector) => new()
    {
        Name = "web",
        Extract = [new ExtractRule { Name = "r", Fields = new Dictionary<string, FieldRule> { ["f"] = new() { Css = selector, Required = true } } }],
    };

    private Task<CrawlRecord> ChangeAsync(CrawlJob job) => new CrawlControl(_store).StartAsync("web", job.ToJson(), Cancel);

    private async Task<IReadOnlyList<string>> WarningsAsync(CrawlRecord record) =>
        [.. (await new CrawlControl(_store).SnapshotAsync(record, [], Cancel)).Warnings.Where(line => line.Contains("older rules", StringComparison.Ordinal))];

    private Task<List<string>> ItemsAsync(CrawlRecord record) =>
        _store.Reader.ItemsAsync(record.Id, 0, Cancel).Select(item => item.Json).Order().ToListAsync(Cancel).AsTask();

    private static byte[] Html(LeasedUrl url) => Encoding.UTF8.GetBytes($"<h1>{url.Url[^1]}</h1><a href=http://b.example/>b</a>");

    private async Task StoreAsync(int bodies, int without)
    {
        var control = new CrawlControl(_store);
        var urls = Enumerable.Range(0, bodies + without).Select(i => $"http://a.example/{i}").ToArray();
        var record = await control.StartAsync("web", (Rules("h9") with { Seeds = urls }).ToJson(), Cancel);
        var lease = await _store.Leases.AcquireAsync("a.example", "silo", TimeSpan.FromMinutes(1), Cancel);
        var leased = await _store.Queue.LeaseAsync(lease.DomainId, lease.Epoch, urls.Length, Cancel);
        await _store.Queue.CompleteAsync(
            [
                .. leased.Select((url, i) => new UrlCompletion
                {
                    UrlId = url.Id,
                    CrawlId = record.Id,
                    DomainId = lease.DomainId,
                    Epoch = lease.Epoch,
                    State = UrlState.Fetched,
                    Outcome = FetchOutcome.Ok,
                    Page = new PageRow
                    {
                        Status = 200, Bytes = Html(url).Length, ContentHash = Hash128.Of(Html(url)), FetchedAt = 1, ElapsedMs = 1, ContentType = "text/html", Charset = "utf-8",
                        Body = i < bodies ? CompressedText.Of(Html(url)) : null,
                    },
                }),
            ],
            Cancel);
        await _store.Leases.AbandonAsync(lease.DomainId, lease.Epoch, 0, TimeSpan.Zero, Cancel);
        Assert.True(await _store.Catalog.TryCompleteAsync(record.Id, Cancel));
    }
}
