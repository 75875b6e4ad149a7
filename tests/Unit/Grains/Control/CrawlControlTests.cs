using Microsoft.Extensions.Time.Testing;
using Thresher.Grains.Contracts;
using Thresher.Grains.Control;
using Thresher.Grains.Seeding;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Storage;
using Thresher.Storage.Rows;
using Thresher.Storage.Sqlite;

namespace Thresher.Tests.Unit.Grains.Control;

/// <summary>What users do to a crawl, and what they are told of it.</summary>
public sealed class CrawlControlTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("thresher-control-").FullName;
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
    private SqliteStore _store = null!;
    private CrawlControl _control = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = new SqliteStore(Path.Combine(_directory, "crawl.db"), _time);
        await _store.InitializeAsync(Cancel);
        _control = new CrawlControl(_store);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Snapshot_SeedThatIsTriedAgain_SaysWhyAndWhen()
    {
        var crawl = await StartAsync("http://a.example/");
        var due = _time.UnixMs() + 30_000;
        await EndAsync(crawl, "a.example", UrlState.Retrying, FetchOutcome.DnsFailure, due);

        var snapshot = await SnapshotAsync(crawl);

        Assert.True(snapshot.IsUnreached);
        Assert.Equal(new UrlTrouble("http://a.example/", FetchOutcome.DnsFailure, 0, 1, due), Assert.Single(snapshot.Seeds));
        Assert.Equal([new ReasonCount("dns-failure", 1)], snapshot.Status.RetryingFor!);
        Assert.Equal(due, snapshot.Status.NextTry!.Value.ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task Snapshot_OneSeedOfTwoFails_IsReachedAndNamesIt()
    {
        var crawl = await StartAsync("http://a.example/", "http://b.example/");
        await EndAsync(crawl, "a.example", UrlState.Failed, FetchOutcome.PrivateAddress);
        Assert.True((await SnapshotAsync(crawl)).IsUnreached);

        await EndAsync(crawl, "b.example", UrlState.Fetched, FetchOutcome.Ok);
        var snapshot = await SnapshotAsync(crawl);
        Assert.False(snapshot.IsUnreached);
        Assert.Equal(("http://a.example/", null), Assert.Single(snapshot.Seeds) switch { var seed => (seed.Url, seed.DueAt) });
        Assert.Null(snapshot.Status.RetryingFor);
    }

    [Fact]
    public async Task Snapshot_SeededFromElsewhere_NamesWhatFailed()
    {
        var crawl = await StartAsync();
        await new Seeder(_store.Intake).SeedAsync(new(crawl), ["http://a.example/x"], Cancel);
        await EndAsync(crawl, "a.example", UrlState.Failed, FetchOutcome.TlsFailure);

        Assert.Equal("http://a.example/x", Assert.Single((await SnapshotAsync(crawl)).Seeds).Url);
    }

    [Fact]
    public async Task Snapshot_ServerThatAnswers_IsReached()
    {
        var crawl = await StartAsync("http://a.example/");
        Assert.False((await SnapshotAsync(crawl)).IsUnreached);
        await EndAsync(crawl, "a.example", UrlState.Failed, FetchOutcome.NotFound);
        Assert.False((await SnapshotAsync(crawl)).IsUnreached);
    }

    /// <summary>Its clock counts while it runs: a run that finds nothing to do does not.</summary>
    [Fact]
    public async Task Start_CompleteCrawlWithNothingNew_StaysComplete()
    {
        var crawl = await StartAsync("http://a.example/");
        await EndAsync(crawl, "a.example", UrlState.Fetched, FetchOutcome.Ok);
        Assert.True(await _store.Catalog.TryCompleteAsync(crawl.Id, Cancel));

        Assert.Equal(CrawlState.Complete, (await StartAsync("http://a.example/")).State);
        Assert.Equal(CrawlState.Running, (await StartAsync("http://a.example/", "http://a.example/new")).State);
    }

    private Task<CrawlRecord> StartAsync(params string[] seeds) =>
        _control.StartAsync("web", new CrawlJob { Name = "web", Seeds = seeds }.ToJson(), Cancel);

    private async Task<CrawlSnapshot> SnapshotAsync(CrawlRecord crawl) =>
        await _control.SnapshotAsync((await _store.Catalog.FindAsync(crawl.Name, Cancel))!, [], Cancel);

    private async Task EndAsync(CrawlRecord crawl, string domain, UrlState state, FetchOutcome outcome, long dueAt = 0)
    {
        var lease = await _store.Leases.AcquireAsync(domain, "silo", TimeSpan.FromMinutes(1), Cancel);
        var url = Assert.Single(await _store.Queue.LeaseAsync(lease.DomainId, lease.Epoch, 1, Cancel));
        await _store.Queue.CompleteAsync(
            [
                new UrlCompletion
                {
                    UrlId = url.Id,
                    CrawlId = crawl.Id,
                    DomainId = lease.DomainId,
                    Epoch = lease.Epoch,
                    State = state,
                    Outcome = outcome,
                    DueAt = dueAt,
                    Page = state == UrlState.Fetched ? new PageRow { Status = 200, Bytes = 1, ContentHash = default, FetchedAt = 1, ElapsedMs = 1 } : null,
                },
            ],
            Cancel);
        await _store.Leases.AbandonAsync(lease.DomainId, lease.Epoch, 0, TimeSpan.Zero, Cancel);
    }
}
