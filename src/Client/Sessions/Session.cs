using Thresher.Client.CommandLine;
using Thresher.Grains.Contracts;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Storage;
using Thresher.Storage.Rows;

namespace Thresher.Client.Sessions;

/// <summary>
/// A command's way to the crawls: through a running silo or on the bare store. Reading goes to the store in either
/// case; what changes a crawl, and what only a silo knows, goes where the crawl is run.
/// </summary>
internal abstract class Session(ICrawlStore store) : IAsyncDisposable
{
    /// <summary>Whether a silo works on the crawls now.</summary>
    public abstract bool IsServed { get; }

    /// <summary>What to do about a crawl on which nobody works.</summary>
    public virtual string HowToGoOn(string crawl) => $"`thresher crawl --name {crawl}` continues";

    /// <summary>Reading.</summary>
    public ICrawlReader Reader => store.Reader;

    /// <summary>Following.</summary>
    public IChangeFeed Feed => store.Feed;

    /// <summary>The store, for what is read of it beside <see cref="Reader"/>.</summary>
    protected ICrawlStore Store => store;

    /// <summary>All crawls, oldest first.</summary>
    public async Task<IReadOnlyList<CrawlRecord>> CrawlsAsync(CancellationToken cancellationToken) =>
        [.. (await store.Catalog.ListAsync(cancellationToken)).Select(AsSeen)];

    /// <summary>The crawl of that name, or null.</summary>
    public async Task<CrawlRecord?> TryFindAsync(string name, CancellationToken cancellationToken) =>
        await store.Catalog.FindAsync(name, cancellationToken) is { } record ? AsSeen(record) : null;

    /// <summary>The crawl of that name.</summary>
    /// <exception cref="CommandException">There is none; the line names those there are.</exception>
    public async Task<CrawlRecord> FindAsync(string name, CancellationToken cancellationToken) =>
        await TryFindAsync(name, cancellationToken) ?? throw await UnknownAsync(name, cancellationToken);

    /// <summary>Which of these keys the crawl's seeds have put into its scope.</summary>
    public Task<IReadOnlyList<bool>> InScopeAsync(CrawlRecord crawl, IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        store.Frontier.InScopeAsync(crawl.Id, keys, cancellationToken);

    /// <summary>The crawl with its ledger; null when it has been removed.</summary>
    public abstract Task<CrawlSnapshot?> SnapshotAsync(string name, CancellationToken cancellationToken);

    /// <summary>What the domain's grain does now; null without a silo.</summary>
    public abstract Task<DomainView?> LookAtDomainAsync(string domain, CancellationToken cancellationToken);

    /// <summary>What the domain remembers through restarts; null when it was never served.</summary>
    public abstract Task<DomainState?> RecallDomainAsync(string domain, CancellationToken cancellationToken);

    /// <summary>Creates a crawl that is to be seeded, and does not begin to crawl where no silo runs.</summary>
    public abstract Task CreateAsync(string name, CrawlJob job, CancellationToken cancellationToken);

    /// <summary>Seeds a batch; the verdicts come after its commit.</summary>
    public abstract Task<SeedVerdict[]> SeedAsync(CrawlRecord crawl, string producer, string[] lines, CancellationToken cancellationToken);

    /// <summary>How far a source was taken by an earlier run that did not reach its end; null when there is none such.</summary>
    public Task<SeedMark?> SeedMarkAsync(CrawlRecord crawl, string source, CancellationToken cancellationToken) =>
        store.Catalog.SeedMarkAsync(crawl.Id, source, cancellationToken);

    /// <summary>Remembers how far a source was taken, all before it acknowledged; null when its end was reached.</summary>
    public abstract Task SetSeedMarkAsync(CrawlRecord crawl, string source, SeedMark? mark, CancellationToken cancellationToken);

    /// <summary>The producer is done.</summary>
    public abstract Task EndSeedingAsync(CrawlRecord crawl, string producer, CancellationToken cancellationToken);

    /// <summary>Holds the crawl or one of its domains, or goes on with it.</summary>
    /// <returns>False when the crawl has no such domain.</returns>
    public abstract Task<bool> SetPausedAsync(CrawlRecord crawl, string? host, bool paused, CancellationToken cancellationToken);

    /// <summary>Ends the crawl before it is complete.</summary>
    public abstract Task StopAsync(CrawlRecord crawl, CancellationToken cancellationToken);

    /// <summary>Removes the crawl with all its rows.</summary>
    public abstract Task RemoveAsync(CrawlRecord crawl, CancellationToken cancellationToken);

    /// <summary>Queues failed URLs again.</summary>
    /// <returns>How many.</returns>
    public abstract Task<long> RetryAsync(CrawlRecord crawl, FetchOutcome? reason, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync() => store.DisposeAsync();

    /// <summary>Where no silo runs, nothing is running, whatever a killed process left in the record.</summary>
    protected virtual CrawlRecord AsSeen(CrawlRecord record) =>
        !IsServed && record.State == CrawlState.Running ? record with { State = CrawlState.Stopped } : record;

    private async Task<CommandException> UnknownAsync(string name, CancellationToken cancellationToken)
    {
        const int Shown = 10;
        var names = (await store.Catalog.ListAsync(cancellationToken)).Select(crawl => crawl.Name).ToArray();
        var list = string.Join(", ", names.Take(Shown)) + (names.Length > Shown ? $" and {names.Length - Shown} more" : "");
        return new CommandException(names.Length == 0
            ? $"no crawl {name}: there are none yet, make one with `thresher crawl URL`"
            : $"no crawl {name}: there is {list}");
    }
}
