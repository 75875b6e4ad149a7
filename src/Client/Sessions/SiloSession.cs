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
        AskAsync(Crawl(name).GetState(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public override async Task<DomainView?> LookAtDomainAsync(string domain, CancellationToken cancellationToken) =>
        await AskAsync(grains.GetGrain<IDomainGrain>(domain).GetState(), cancellationToken);

    /// <inheritdoc/>
    public override async Task<DomainMemory?> RecallDomainAsync(string domain, CancellationToken cancellationToken) =>
        await AskAsync(grains.GetGrain<IDomainGrain>(domain).GetMemory(), cancellationToken);

    /// <inheritdoc/>
    public override Task CreateAsync(string name, CrawlJob job, CancellationToken cancellationToken) =>
        StartAsync(name, job, cancellationToken);

    /// <summary>Creates the crawl or continues it with this job, and runs it.</summary>
    public virtual Task StartAsync(string name, CrawlJob job, CancellationToken cancellationToken) =>
        AskAsync(Crawl(name).StartAsync(job.ToJson(), cancellationToken), cancellationToken);

    /// <summary>Begins a refresh of a complete crawl.</summary>
    /// <returns>False when it is not complete.</returns>
    public Task<bool> RefreshAsync(string name, CancellationToken cancellationToken) => AskAsync(Crawl(name).RefreshAsync(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public override async Task<SeedVerdict[]> SeedAsync(
        CrawlRecord crawl, string producer, string[] lines, CancellationToken cancellationToken) =>
        await AskAsync(Intake.SeedAsync(crawl.Name, producer, lines, cancellationToken), cancellationToken) ?? throw Gone(crawl);

    /// <inheritdoc/>
    public override Task SetSeedMarkAsync(CrawlRecord crawl, string source, SeedMark? mark, CancellationToken cancellationToken) =>
        AnswerAsync(Intake.MarkAsync(crawl.Name, source, mark, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public override Task EndSeedingAsync(CrawlRecord crawl, string producer, CancellationToken cancellationToken) =>
        AnswerAsync(Intake.EndAsync(crawl.Name, producer, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public override Task<bool> SetPausedAsync(CrawlRecord crawl, string? host, bool paused, CancellationToken cancellationToken) =>
        AskAsync(paused ? Crawl(crawl.Name).PauseAsync(host, cancellationToken) : Crawl(crawl.Name).ResumeAsync(host, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public override Task StopAsync(CrawlRecord crawl, CancellationToken cancellationToken) =>
        AskAsync(Crawl(crawl.Name).StopAsync(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public override Task RemoveAsync(CrawlRecord crawl, CancellationToken cancellationToken) =>
        AskAsync(Crawl(crawl.Name).RemoveAsync(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public override Task<long> RetryAsync(CrawlRecord crawl, FetchOutcome? reason, CancellationToken cancellationToken) =>
        AskAsync(Crawl(crawl.Name).RetryAsync(reason, cancellationToken), cancellationToken);

    /// <summary>Waits for a response, or until it is certain that there will be none.</summary>
    protected virtual Task AnswerAsync(Task call, CancellationToken cancellationToken) => call.WaitAsync(cancellationToken);

    private async Task<T> AskAsync<T>(Task<T> call, CancellationToken cancellationToken)
    {
        await AnswerAsync(call, cancellationToken);
        return await call;
    }

    private static StoreException Gone(CrawlRecord crawl) => new($"the crawl {crawl.Name} has been removed: nothing more is seeded into it");

    private ISeedIntakeGrain Intake => grains.GetGrain<ISeedIntakeGrain>(0);

    private ICrawlGrain Crawl(string name) => grains.GetGrain<ICrawlGrain>(name);
}
