using Thresher.Client.CommandLine;
using Thresher.Grains.Contracts;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Storage;
using Thresher.Storage.Rows;

namespace Thresher.Client.Sessions;

/// <summary>
/// A command's access to the crawls, through a running silo or directly on the store. Reads use the store in either case;
/// changes of a crawl, and what only a silo knows, go to the silo that runs it.
/// </summary>
internal abstract class Session(ICrawlStore store) : IAsyncDisposable
{
    /// <summary>Whether a silo serves the crawls now.</summary>
    public abstract bool IsServed { get; }

    /// <summary>How to continue a crawl that no silo serves.</summary>
    public virtual string HowToContinue(string crawl) => $"`thresher crawl --name {crawl}` continues";

    /// <summary>Reads what is stored.</summary>
    public ICrawlReader Reader => store.Reader;

    /// <summary>Reads changes in the order of their commits.</summary>
    public IChangeFeed Feed => store.Feed;

    /// <summary>The store, for what goes beyond <see cref="Reader"/>; written only by who opened the session to write.</summary>
    public ICrawlStore Store => store;

    /// <summary>All crawls, oldest first.</summary>
    public async Task<IReadOnlyList<CrawlRecord>> CrawlsAsync(CancellationToken cancellationToken) =>
        [.. (await store.Catalog.ListAsync(cancellationToken)).Select(AsSeen)];

    /// <summary>The crawl of that name, or null.</summary>
    public async Task<CrawlRecord?> TryFindAsync(string name, CancellationToken cancellationToken) =>
        await store.Catalog.FindAsync(name, cancellationToken) is { } record ? AsSeen(record) : null;

    /// <summary>The crawl of that name.</summary>
    /// <exception cref="CommandException">There is none; the line lists the existing crawls.</exception>
    public async Task<CrawlRecord> FindAsync(string name, CancellationToken cancellationToken) =>
        await TryFindAsync(name, cancellationToken) ?? throw await UnknownAsync(name, cancellationToken);

    /// <summary>The crawl of that name, to be changed.</summary>
    /// <exception cref="CommandException">There is none, or it is being removed.</exception>
    public async Task<CrawlRecord> FindToChangeAsync(string name, CancellationToken cancellationToken)
    {
        var crawl = await FindAsync(name, cancellationToken);
        return crawl.RemovalNote is { } note ? throw new CommandException(note) : crawl;
    }

    /// <summary>Which of these keys the crawl's seeds have put into its scope.</summary>
    public Task<IReadOnlyList<bool>> InScopeAsync(CrawlRecord crawl, IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        store.Intake.InScopeAsync(crawl.Id, keys, cancellationToken);

    /// <summary>The crawl with its ledger; null when it has been removed.</summary>
    public abstract Task<CrawlSnapshot?> SnapshotAsync(string name, CancellationToken cancellationToken);

    /// <summary>The current view of the domain's grain; null without a silo.</summary>
    public abstract Task<DomainView?> LookAtDomainAsync(string domain, CancellationToken cancellationToken);

    /// <summary>What the domain remembers through restarts; null when it was never served.</summary>
    public abstract Task<DomainMemory?> RecallDomainAsync(string domain, CancellationToken cancellationToken);

    /// <summary>Creates a crawl to be seeded; crawling starts only where a silo runs.</summary>
    public abstract Task CreateAsync(string name, CrawlJob job, CancellationToken cancellationToken);

    /// <summary>Seeds a batch; returns the verdicts after its commit.</summary>
    public abstract Task<SeedVerdict[]> SeedAsync(CrawlRecord crawl, string producer, string[] lines, CancellationToken cancellationToken);

    /// <summary>How far an earlier, interrupted run read a source; null when there is no such run.</summary>
    public Task<SeedMark?> SeedMarkAsync(CrawlRecord crawl, string source, CancellationToken cancellationToken) =>
        store.Catalog.SeedMarkAsync(crawl.Id, source, cancellationToken);

    /// <summary>Records how far a source was read, with everything before acknowledged; null when its end was reached.</summary>
    public abstract Task SetSeedMarkAsync(CrawlRecord crawl, string source, SeedMark? mark, CancellationToken cancellationToken);

    /// <summary>Reports that the producer has finished.</summary>
    public abstract Task EndSeedingAsync(CrawlRecord crawl, string producer, CancellationToken cancellationToken);

    /// <summary>Pauses or resumes the crawl or one of its domains.</summary>
    /// <returns>False when the crawl has no such domain.</returns>
    public abstract Task<bool> SetPausedAsync(CrawlRecord crawl, string? host, bool paused, CancellationToken cancellationToken);

    /// <summary>Stops the crawl before it is complete.</summary>
    public abstract Task StopAsync(CrawlRecord crawl, CancellationToken cancellationToken);

    /// <summary>Removes the crawl with all its rows.</summary>
    public abstract Task RemoveAsync(CrawlRecord crawl, CancellationToken cancellationToken);

    /// <summary>Queues failed URLs again.</summary>
    /// <returns>How many.</returns>
    public abstract Task<long> RetryAsync(CrawlRecord crawl, FetchOutcome? reason, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync() => store.DisposeAsync();

    /// <summary>Without a silo no crawl is running, whatever state a killed process left in the record.</summary>
    protected virtual CrawlRecord AsSeen(CrawlRecord record) =>
        !IsServed && record.State == CrawlState.Running ? record with { State = CrawlState.Stopped } : record;

    private async Task<CommandException> UnknownAsync(string name, CancellationToken cancellationToken)
    {
        const int Shown = 10;
        var names = (await store.Catalog.ListAsync(cancellationToken)).Select(crawl => crawl.Name).ToArray();
        var list = string.Join(", ", names.Take(Shown)) + (names.Length > Shown ? $" and {names.Length - Shown} more" : "");
        return new CommandException(names.Length == 0
            ? $"no crawl {name}: there are none yet: create one with `thresher crawl URL`"
            : $"no crawl {name}{Suggestion.For(name, names)}: there is {list}");
    }
}
