using Orleans.Storage;
using Thresher.Grains.Configuration;
using Thresher.Grains.Contracts;
using Thresher.Grains.Control;
using Thresher.Grains.Frontier;
using Thresher.Grains.States;
using Thresher.Jobs;
using Thresher.Storage;
using Thresher.Storage.Postgres;
using Thresher.Storage.Rows;

namespace Thresher.Tests.Postgres;

/// <summary>What a cluster's grains stored of hosts that a removed crawl alone knew.</summary>
public sealed class HostMemoryTests(PostgresServer server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Forget_HostsOfOneCrawl_ClearsBothStatesUnlessHeldOrKnownToOthers()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        var database = await server.EmptyDatabaseAsync();
        await using var store = new PostgresStore(database);
        await store.InitializeAsync(Cancel);
        var states = await GrainStateReader.OpenToChangeAsync(ClusterConnection.Invariant, database + ";Pooling=false", "thresher", Cancel);
        var crawl = await SeededAsync(store, "goes", "gone", "held", "shared");
        await SeededAsync(store, "stays", "shared");
        var now = TimeProvider.System.UnixMs();
        await StoreAsync(states, "gone", now - 1);
        await StoreAsync(states, "held", now + 3_600_000);
        await StoreAsync(states, "shared", now - 1);

        await new HostMemory(store, states, TimeProvider.System).ForgetAsync(crawl, Cancel);

        Assert.Equal((false, false), await StoredAsync(states, "gone"));
        Assert.Equal((true, false), await StoredAsync(states, "held"));
        Assert.Equal((true, true), await StoredAsync(states, "shared"));
    }

    [Fact]
    public async Task Forget_WhileItsGrainIsActive_TheGrainsNextWriteIsRefused()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        var database = await server.EmptyDatabaseAsync();
        await using var store = new PostgresStore(database);
        await store.InitializeAsync(Cancel);
        var states = await GrainStateReader.OpenToChangeAsync(ClusterConnection.Invariant, database + ";Pooling=false", "thresher", Cancel);
        var crawl = await SeededAsync(store, "goes", "gone");
        await StoreAsync(states, "gone", 0);
        var active = new GrainState<DomainState>();
        await states.ReadStateAsync(DomainGrain.PolitenessState, DomainGrain.IdOf("gone"), active);

        await new HostMemory(store, states, TimeProvider.System).ForgetAsync(crawl, Cancel);

        await Assert.ThrowsAsync<InconsistentStateException>(() => states.WriteStateAsync(DomainGrain.PolitenessState, DomainGrain.IdOf("gone"), active));
        Assert.Equal((false, false), await StoredAsync(states, "gone"));
    }

    private static async Task<CrawlRecord> SeededAsync(PostgresStore store, string name, params string[] hosts)
    {
        var seeds = new CrawlJob { Seeds = [.. hosts.Select(host => $"http://{host}/")] };
        return await new CrawlControl(store).StartAsync(name, seeds.ToJson(), Cancel);
    }

    private static async Task StoreAsync(IGrainStorage states, string host, long heldUntil)
    {
        var state = new DomainState { Holds = { [HoldReason.Breaker] = heldUntil } };
        var robots = new RobotsState { Files = { ["http"] = new RobotsRecord { Body = [1] } } };
        await states.WriteStateAsync(DomainGrain.PolitenessState, DomainGrain.IdOf(host), new GrainState<DomainState>(state));
        await states.WriteStateAsync(DomainGrain.RobotsState, DomainGrain.IdOf(host), new GrainState<RobotsState>(robots));
    }

    private static async Task<(bool Politeness, bool Robots)> StoredAsync(IGrainStorage states, string host)
    {
        var (politeness, robots) = (new GrainState<DomainState>(), new GrainState<RobotsState>());
        await states.ReadStateAsync(DomainGrain.PolitenessState, DomainGrain.IdOf(host), politeness);
        await states.ReadStateAsync(DomainGrain.RobotsState, DomainGrain.IdOf(host), robots);
        return (politeness.RecordExists, robots.RecordExists);
    }
}
