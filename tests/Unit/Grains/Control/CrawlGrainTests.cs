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

    private readonly SqliteHarness _store = new();
    private InProcessTestCluster _cluster = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ICrawlGrain Grain => _cluster.Client.GetGrain<ICrawlGrain>(Name);

    public async ValueTask InitializeAsync()
    {
        await _store.OpenAsync();
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) => silo.AddMemoryGrainStorage(DomainGrain.StorageName).AddThresher(_store.Store));
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
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

    private Task<CrawlRecord?> RecordAsync() => _store.Store.Catalog.FindAsync(Name, Cancel);

    private Task StateAsync(CrawlState state) => Until.Async(async () => (await RecordAsync())!.State == state);
}
