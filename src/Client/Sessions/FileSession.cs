using Thresher.Client.Embedded;
using Thresher.Grains.Contracts;
using Thresher.Grains.Control;
using Thresher.Grains.Crawls;
using Thresher.Grains.Seeding;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Storage;
using Thresher.Storage.Rows;
using Thresher.Storage.Sqlite;

namespace Thresher.Client.Sessions;

/// <summary>A session on a data directory's files: to read beside a writing process, or to write under the directory's lock.</summary>
internal sealed class FileSession : Session
{
    private readonly DataDirectory _data;
    private readonly IDisposable? _lock;
    private readonly CrawlControl _control;
    private readonly Seeder? _seeder;

    private FileSession(DataDirectory data, SqliteStore store, IDisposable? @lock)
        : base(store)
    {
        (_data, _lock) = (data, @lock);
        _control = new CrawlControl(store);
        _seeder = @lock is null ? null : new Seeder(store.Intake);
    }

    /// <inheritdoc/>
    public override bool IsServed => _lock is null && _data.FindOwner().Gateway is not null;

    /// <inheritdoc/>
    public override string HowToContinue(string crawl) => $"{CommandLine.CommonOptions.ContinueCommand(_data.Path, crawl)} continues";

    /// <summary>Opens to read.</summary>
    public static async Task<FileSession> OpenToReadAsync(DataDirectory data, CancellationToken cancellationToken)
    {
        var store = new SqliteStore(data.Database, TimeProvider.System);
        await store.OpenToReadAsync(cancellationToken);
        return new FileSession(data, store, null);
    }

    /// <summary>Opens to write.</summary>
    /// <exception cref="StoreException">Another process has the directory.</exception>
    public static async Task<FileSession> OpenToWriteAsync(DataDirectory data, CancellationToken cancellationToken)
    {
        var held = await data.LockAsync(cancellationToken);
        try
        {
            var store = new SqliteStore(data.Database, TimeProvider.System);
            await store.InitializeAsync(cancellationToken);
            return new FileSession(data, store, held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override async Task<CrawlSnapshot?> SnapshotAsync(string name, CancellationToken cancellationToken) =>
        await TryFindAsync(name, cancellationToken) is { } record ? await _control.SnapshotAsync(record, [], cancellationToken) : null;

    /// <inheritdoc/>
    public override Task<DomainView?> LookAtDomainAsync(string domain, CancellationToken cancellationToken) => Task.FromResult<DomainView?>(null);

    /// <inheritdoc/>
    public override Task<DomainMemory?> RecallDomainAsync(string domain, CancellationToken cancellationToken) =>
        GrainStateDatabase.ReadDomainAsync(_data.GrainDatabase, domain, cancellationToken);

    /// <inheritdoc/>
    public override Task CreateAsync(string name, CrawlJob job, CancellationToken cancellationToken) =>
        Store.Catalog.CreateAsync(name, job.ToJson(), cancellationToken);

    /// <inheritdoc/>
    public override Task<SeedVerdict[]> SeedAsync(CrawlRecord crawl, string producer, string[] lines, CancellationToken cancellationToken) =>
        Writable.SeedAsync(new ActiveCrawl(crawl), lines, cancellationToken);

    /// <inheritdoc/>
    public override Task SetSeedMarkAsync(CrawlRecord crawl, string source, SeedMark? mark, CancellationToken cancellationToken) =>
        Store.Catalog.SetSeedMarkAsync(crawl.Id, source, mark, cancellationToken);

    /// <inheritdoc/>
    public override Task EndSeedingAsync(CrawlRecord crawl, string producer, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <inheritdoc/>
    public override async Task<bool> SetPausedAsync(CrawlRecord crawl, string? host, bool paused, CancellationToken cancellationToken)
    {
        if (host is not null)
        {
            return await Store.Catalog.SetHostPausedAsync(crawl.Id, host, paused, cancellationToken);
        }

        if (crawl.State != CrawlState.Complete)
        {
            await Store.Catalog.SetStateAsync(crawl.Id, paused ? CrawlState.Paused : CrawlState.Stopped, cancellationToken);
        }

        return true;
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CrawlRecord crawl, CancellationToken cancellationToken)
    {
        if (crawl.State != CrawlState.Complete)
        {
            await Store.Catalog.SetStateAsync(crawl.Id, CrawlState.Stopped, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override async Task RemoveAsync(CrawlRecord crawl, CancellationToken cancellationToken)
    {
        if (await GrainStateDatabase.OpenAsync(_data.GrainDatabase, cancellationToken) is { } states)
        {
            await new HostMemory(Store, states, TimeProvider.System).ForgetAsync(crawl, cancellationToken);
        }

        await Store.Catalog.RemoveAsync(crawl.Id, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task<long> RetryAsync(CrawlRecord crawl, FetchOutcome? reason, CancellationToken cancellationToken) =>
        _control.RetryAsync(crawl.Id, reason, CrawlState.Stopped, cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _lock?.Dispose();
    }

    private Seeder Writable => _seeder ?? throw new InvalidOperationException("The session is read-only.");
}
