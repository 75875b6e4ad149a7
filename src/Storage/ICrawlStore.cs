namespace Thresher.Storage;

/// <summary>
/// The durable side of a crawl: one port, an engine for SQLite and one for PostgreSQL, held to one contract suite.
/// Every method that writes returns after its transaction is durable; all throw <see cref="StoreException"/> when the
/// store itself fails, with nothing of that call stored.
/// </summary>
public interface ICrawlStore : IAsyncDisposable
{
    /// <summary>The crawls: their jobs and states.</summary>
    ICrawlCatalog Catalog { get; }

    /// <summary>The URLs: accepting, leasing, completing.</summary>
    IFrontierStore Frontier { get; }

    /// <summary>What people read: totals, hosts, pages, failures.</summary>
    ICrawlReader Reader { get; }

    /// <summary>The same in the order in which it came about, for whoever follows a crawl.</summary>
    IChangeFeed Feed { get; }

    /// <summary>Creates or upgrades the schema, under a lock. Must be awaited once before anything else.</summary>
    Task InitializeAsync(CancellationToken cancellationToken);
}
