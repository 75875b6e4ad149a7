using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Thresher.Grains.Contracts;
using Thresher.Grains.Frontier;
using Thresher.Grains.Hosting;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;
using Thresher.Tests.Unit.Grains.Fetching;
using Thresher.Tests.Unit.Storage.Sqlite;

namespace Thresher.Tests.Unit.Grains.Control;

/// <summary>What a crawl's grain makes of what it is told, in a silo of its own.</summary>
public sealed class CrawlGrainTests : IAsyncLifetime
{
    private const string Name = "web";
    private const string Producer = "file";

    private const string Page = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<p>page";
    private const string Missing = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    private readonly SqliteHarness _store = new();
    private readonly RawServer _server = RawServer.Start(exchange => exchange.SendAsync(exchange.Target == "/" ? Page : Missing));
    private InProcessTestCluster _cluster = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ICrawlGrain Grain => _cluster.Client.GetGrain<ICrawlGrain>(Name);

    public async ValueTask InitializeAsync()
    {
        await _store.OpenAsync();
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(Fetches.Transport(new FakeNetwork(_server.EndPoint).With("site.test", ["93.184.215.14"])));
            silo.AddMemoryGrainStorage(DomainGrain.StorageName).AddThresher(_store.Store);
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await _server.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task Start_ProducerFeedsIt_RunsAndCountsUntilTheProducerEnds()
    {
        var id = await StartAsync();

        await StateAsync(CrawlState.Running);
        await Until.Async(async () => (await RecordAsync())!.ActiveMs > 0);
        Assert.Equal(CrawlState.Running, (await RecordAsync())!.State);

        await _store.Store.Catalog.EndProducerAsync(id, Producer, Cancel);
        await Grain.CheckCompletion();
        await StateAsync(CrawlState.Complete);
    }

    [Fact]
    public async Task PauseResumeStop_OfARunningCrawl_FollowOneAnother()
    {
        var id = await StartAsync();

        Assert.True(await Grain.PauseAsync(null, Cancel));
        await StateAsync(CrawlState.Paused);
        Assert.True(await Grain.ResumeAsync(null, Cancel));
        await StateAsync(CrawlState.Running);
        Assert.True(await Grain.StopAsync(Cancel));
        await StateAsync(CrawlState.Stopped);

        // What is stopped does not become complete, and what is complete is not stopped.
        await _store.Store.Catalog.EndProducerAsync(id, Producer, Cancel);
        Assert.True(await Grain.ResumeAsync(null, Cancel));
        await StateAsync(CrawlState.Complete);
        Assert.True(await Grain.StopAsync(Cancel));
        Assert.Equal(CrawlState.Complete, (await RecordAsync())!.State);
    }

    [Fact]
    public async Task Calls_ForNoSuchCrawlOrHost_SayNo()
    {
        Assert.False(await Grain.PauseAsync(null, Cancel));
        Assert.False(await Grain.StopAsync(Cancel));
        Assert.False(await Grain.RefreshAsync(Cancel));
        Assert.False(await Grain.RemoveAsync(Cancel));
        Assert.Equal(-1, await Grain.RetryAsync(null, Cancel));
        Assert.Null(await Grain.GetState(Cancel));

        await StartAsync();

        Assert.False(await Grain.PauseAsync("elsewhere.example", Cancel));
        Assert.False(await Grain.RefreshAsync(Cancel));
    }

    [Fact]
    public async Task Refresh_CompleteCrawl_RunsUntilItsPagesAreLookedAtAgain()
    {
        await CompleteAsync("http://site.test/");
        var before = Requests("/");

        // The silo's clock says when the page was fetched, the store's what that is compared with.
        _store.Time.SetUtcNow(TimeProvider.System.GetUtcNow().AddSeconds(1));

        Assert.True(await Grain.RefreshAsync(Cancel));

        await StateAsync(CrawlState.Complete);
        Assert.Equal((1, 2), (before, Requests("/")));
        Assert.Equal(1, (await _store.Store.Reader.TotalsAsync((await RecordAsync())!.Id, Cancel)).Of(UrlState.Fetched, FetchOutcome.NotModified));
    }

    [Fact]
    public async Task Retry_CompleteCrawl_TriesWhatFailedForTheReasonAlone()
    {
        await CompleteAsync("http://site.test/", "http://site.test/gone");

        Assert.Equal(0, await Grain.RetryAsync(FetchOutcome.ServerError, Cancel));
        Assert.Equal(1, await Grain.RetryAsync(FetchOutcome.NotFound, Cancel));

        await StateAsync(CrawlState.Complete);
        Assert.Equal((1, 2), (Requests("/"), Requests("/gone")));
    }

    [Fact]
    public async Task Pause_OneHost_HoldsItsUrlsUntilItIsResumed()
    {
        var id = await StartAsync();
        await AcceptAsync("http://site.test/");
        Assert.True(await Grain.PauseAsync("site.test", Cancel));
        Assert.Equal([(id, "site.test")], await _store.Store.Catalog.PausedHostsAsync(Cancel));

        Assert.True(await Grain.ResumeAsync("site.test", Cancel));
        Assert.Empty(await _store.Store.Catalog.PausedHostsAsync(Cancel));
        await _store.Store.Catalog.EndProducerAsync(id, Producer, Cancel);

        await StateAsync(CrawlState.Complete);
        Assert.Equal(1, Requests("/"));
    }

    [Fact]
    public async Task Report_OfASilo_IsInTheStateWhileItIsFresh()
    {
        await StartAsync();

        await Grain.Report(new SiloActivity("far", 3, 2, 1, []));

        await Until.Async(async () => (await Grain.GetState(Cancel))!.Silos.Any(silo => silo is { Silo: "far", InFlight: 3 }));
        await Until.Async(async () => (await Grain.GetState(Cancel))!.Silos.All(silo => silo.Silo != "far"));
    }

    [Fact]
    public async Task Remove_RunningCrawl_LeavesNothing()
    {
        await StartAsync();

        Assert.True(await Grain.RemoveAsync(Cancel));

        Assert.Null(await RecordAsync());
        Assert.Null(await Grain.GetState(Cancel));
    }

    /// <summary>Starts a crawl that is not complete as long as its producer feeds it.</summary>
    private async Task<long> StartAsync()
    {
        var job = new CrawlJob { Name = Name }.ToJson();
        var created = await _store.Store.Catalog.CreateAsync(Name, job, Cancel);
        await _store.Store.Catalog.KeepProducerAsync(created.Id, Producer, TimeSpan.FromHours(1), Cancel);
        Assert.Equal(created.Id, await Grain.StartAsync(job, Cancel));
        return created.Id;
    }

    /// <summary>Runs a crawl of these seeds to its end.</summary>
    private async Task CompleteAsync(params string[] seeds)
    {
        var id = await StartAsync();
        await AcceptAsync(seeds);
        await _store.Store.Catalog.EndProducerAsync(id, Producer, Cancel);
        await StateAsync(CrawlState.Complete);
    }

    private async Task AcceptAsync(params string[] seeds) =>
        Assert.All((await _cluster.Client.GetGrain<ISeedIntakeGrain>(0).SeedAsync(Name, Producer, seeds, Cancel))!, verdict => Assert.Equal(SeedVerdict.Added, verdict));

    private int Requests(string target) => _server.Heads.Count(head => head.StartsWith($"GET {target} ", StringComparison.Ordinal));

    private Task<CrawlRecord?> RecordAsync() => _store.Store.Catalog.FindAsync(Name, Cancel);

    private Task StateAsync(CrawlState state) => Until.Async(async () => (await RecordAsync())!.State == state);
}
