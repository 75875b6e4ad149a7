using Thresher.Grains.Configuration;
using Thresher.Grains.Contracts;
using Thresher.Grains.Control;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Storage;
using Thresher.Storage.Postgres;
using Thresher.Storage.Rows;

namespace Thresher.Client.Sessions;

/// <summary>A session that reads a cluster's database, with or without a live silo.</summary>
internal sealed class DatabaseSession : Session
{
    private readonly ClusterConnection _cluster;
    private readonly CrawlControl _control;

    private DatabaseSession(ClusterConnection cluster, PostgresStore store, bool isServed)
        : base(store) => (_cluster, _control, IsServed) = (cluster, new CrawlControl(store), isServed);

    /// <inheritdoc/>
    public override bool IsServed { get; }

    /// <summary>Opens.</summary>
    /// <exception cref="StoreException">The database is unavailable or holds no crawls.</exception>
    public static async Task<DatabaseSession> OpenAsync(ClusterConnection cluster, CancellationToken cancellationToken)
    {
        var store = await ClusterStore.OpenAsync(cluster, cancellationToken);
        try
        {
            var alive = await store.Roll.AliveAsync(cancellationToken);
            return new DatabaseSession(cluster, store.Store, alive.Any(silo => silo.ClusterId == cluster.ClusterId));
        }
        catch
        {
            await store.Store.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public override string HowToContinue(string crawl) =>
        IsServed ? base.HowToContinue(crawl) : $"no silo is alive; {ClusterStore.HowToStart(_cluster)}";

    /// <inheritdoc/>
    public override async Task<CrawlSnapshot?> SnapshotAsync(string name, CancellationToken cancellationToken) =>
        await TryFindAsync(name, cancellationToken) is { } record ? await _control.SnapshotAsync(record, [], cancellationToken) : null;

    /// <inheritdoc/>
    public override Task<DomainView?> LookAtDomainAsync(string domain, CancellationToken cancellationToken) => Task.FromResult<DomainView?>(null);

    /// <inheritdoc/>
    public override Task<DomainMemory?> RecallDomainAsync(string domain, CancellationToken cancellationToken) => Task.FromResult<DomainMemory?>(null);

    /// <inheritdoc/>
    public override Task CreateAsync(string name, CrawlJob job, CancellationToken cancellationToken) => throw ReadsOnly;

    /// <inheritdoc/>
    public override Task<SeedVerdict[]> SeedAsync(CrawlRecord crawl, string producer, string[] lines, CancellationToken cancellationToken) => throw ReadsOnly;

    /// <inheritdoc/>
    public override Task SetSeedMarkAsync(CrawlRecord crawl, string source, SeedMark? mark, CancellationToken cancellationToken) =>
        throw ReadsOnly;

    /// <inheritdoc/>
    public override Task EndSeedingAsync(CrawlRecord crawl, string producer, CancellationToken cancellationToken) => throw ReadsOnly;

    /// <inheritdoc/>
    public override Task<bool> SetPausedAsync(CrawlRecord crawl, string? host, bool paused, CancellationToken cancellationToken) => throw ReadsOnly;

    /// <inheritdoc/>
    public override Task StopAsync(CrawlRecord crawl, CancellationToken cancellationToken) => throw ReadsOnly;

    /// <inheritdoc/>
    public override Task RemoveAsync(CrawlRecord crawl, CancellationToken cancellationToken) => throw ReadsOnly;

    /// <inheritdoc/>
    public override Task<long> RetryAsync(CrawlRecord crawl, FetchOutcome? reason, CancellationToken cancellationToken) => throw ReadsOnly;

    /// <summary>A cluster's crawl continues as soon as a silo runs, so its state is the recorded one.</summary>
    protected override CrawlRecord AsSeen(CrawlRecord record) => record;

    private static InvalidOperationException ReadsOnly => new("The session is read-only.");
}
