using Thresher.Client.CommandLine;
using Thresher.Grains.Contracts;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Storage;
using Thresher.Storage.Rows;

namespace Thresher.Client.Sessions;

/// <summary>A session through the grains of a running silo or cluster; its store is read-only.</summary>
internal class SiloSession(IGrainFactory grains, ICrawlStore store) : Session(store)
{
    /// <inheritdoc/>
    public override bool IsServed => true;

    /// <inheritdoc/>
    public override Task<CrawlSnapshot?> SnapshotAsync(string name, CancellationToken cancellationToken) =>
        AskAsync(stop => Crawl(name).GetState(stop), cancellationToken);

    /// <inheritdoc/>
    public override async Task<DomainView?> LookAtDomainAsync(string domain, CancellationToken cancellationToken) =>
        await AskAsync(_ => grains.GetGrain<IDomainGrain>(domain).GetState(), cancellationToken);

    /// <inheritdoc/>
    public override async Task<DomainMemory?> RecallDomainAsync(string domain, CancellationToken cancellationToken) =>
        await AskAsync(_ => grains.GetGrain<IDomainGrain>(domain).GetMemory(), cancellationToken);

    /// <inheritdoc/>
    public override Task CreateAsync(string name, CrawlJob job, CancellationToken cancellationToken) =>
        StartAsync(name, job, cancellationToken);

    /// <summary>Creates the crawl or continues it with this job, and runs it.</summary>
    public virtual Task StartAsync(string name, CrawlJob job, CancellationToken cancellationToken) =>
        AskAsync(stop => Crawl(name).StartAsync(job.ToJson(), stop), cancellationToken);

    /// <summary>Begins a refresh of a complete crawl.</summary>
    /// <returns>False when it is not complete.</returns>
    public Task<bool> RefreshAsync(string name, CancellationToken cancellationToken) => AskAsync(stop => Crawl(name).RefreshAsync(stop), cancellationToken);

    /// <inheritdoc/>
    public override async Task<SeedVerdict[]> SeedAsync(
        CrawlRecord crawl, string producer, string[] lines, CancellationToken cancellationToken) =>
        await AskAsync(stop => Intake.SeedAsync(crawl.Name, producer, lines, stop), cancellationToken) ?? throw Gone(crawl);

    /// <inheritdoc/>
    public override Task SetSeedMarkAsync(CrawlRecord crawl, string source, SeedMark? mark, CancellationToken cancellationToken) =>
        AskAsync(stop => Intake.MarkAsync(crawl.Name, source, mark, stop), cancellationToken);

    /// <inheritdoc/>
    public override Task EndSeedingAsync(CrawlRecord crawl, string producer, CancellationToken cancellationToken) =>
        AskAsync(stop => Intake.EndAsync(crawl.Name, producer, stop), cancellationToken);

    /// <inheritdoc/>
    public override Task<bool> SetPausedAsync(CrawlRecord crawl, string? host, bool paused, CancellationToken cancellationToken) =>
        AskAsync(stop => paused ? Crawl(crawl.Name).PauseAsync(host, stop) : Crawl(crawl.Name).ResumeAsync(host, stop), cancellationToken);

    /// <inheritdoc/>
    public override Task StopAsync(CrawlRecord crawl, CancellationToken cancellationToken) =>
        AskAsync(stop => Crawl(crawl.Name).StopAsync(stop), cancellationToken);

    /// <inheritdoc/>
    public override Task RemoveAsync(CrawlRecord crawl, CancellationToken cancellationToken) =>
        AskAsync(stop => Crawl(crawl.Name).RemoveAsync(stop), cancellationToken);

    /// <inheritdoc/>
    public override Task<long> RetryAsync(CrawlRecord crawl, FetchOutcome? reason, CancellationToken cancellationToken) =>
        AskAsync(stop => Crawl(crawl.Name).RetryAsync(reason, stop), cancellationToken);

    /// <summary>Asks a grain and waits for its answer, or until it is certain that there will be none.</summary>
    /// <exception cref="SiloLostException">There will be none.</exception>
    protected virtual Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        call(cancellationToken).WaitAsync(cancellationToken);

    /// <summary>Asks a grain, and gives up its answer once <paramref name="lost"/> is cancelled.</summary>
    /// <exception cref="SiloLostException">It was cancelled; the message is <paramref name="reason"/>.</exception>
    protected static async Task<T> AskUnlessAsync<T>(
        CancellationToken lost, string reason, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(lost, cancellationToken);
        try
        {
            return await call(either.Token).WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new SiloLostException(reason);
        }
    }

    private Task AskAsync(Func<CancellationToken, Task> call, CancellationToken cancellationToken) => AskAsync(
        async stop =>
        {
            await call(stop);
            return true;
        },
        cancellationToken);

    private static StoreException Gone(CrawlRecord crawl) => new($"the crawl {crawl.Name} has been removed: nothing more is seeded into it");

    private ISeedIntakeGrain Intake => grains.GetGrain<ISeedIntakeGrain>(0);

    private ICrawlGrain Crawl(string name) => grains.GetGrain<ICrawlGrain>(name);
}
