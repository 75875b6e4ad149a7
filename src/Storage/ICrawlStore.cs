using Thresher.Storage.Shapes;

namespace Thresher.Storage;

/// <summary>
/// The durable side of a crawl: a port for each role, an engine for SQLite and one for PostgreSQL, held to one contract suite.
/// A class that needs one role asks for that port.
/// Every method that writes returns after its transaction is durable; all throw <see cref="StoreException"/> when the
/// store itself fails, with nothing of that call stored.
/// </summary>
public interface ICrawlStore : IAsyncDisposable
{
    /// <summary>The crawls: their jobs and states.</summary>
    ICrawlCatalog Catalog { get; }

    /// <summary>What enters a crawl.</summary>
    IUrlIntake Intake { get; }

    /// <summary>The URLs of a domain that is held: leasing, completing.</summary>
    IUrlQueue Queue { get; }

    /// <summary>The right to serve a domain.</summary>
    IDomainLeases Leases { get; }

    /// <summary>What is due, and what an owner holds.</summary>
    IDomainOwners Owners { get; }

    /// <summary>Moves of many URLs of a crawl.</summary>
    IUrlTransitions Transitions { get; }

    /// <summary>The URLs' depths: the shortest ways known.</summary>
    IUrlDepths Depths { get; }

    /// <summary>Stored pages, to be read again.</summary>
    IStoredPages Pages { get; }

    /// <summary>The cookies of crawls that keep them.</summary>
    ICookies Cookies { get; }

    /// <summary>What crawls have found of pages that they rendered.</summary>
    IRenderShapes Shapes { get; }

    /// <summary>What people read: totals, hosts, pages, failures.</summary>
    ICrawlReader Reader { get; }

    /// <summary>The same in the order in which it came about, for those who follow a crawl.</summary>
    IChangeFeed Feed { get; }

    /// <summary>The rewriting of rows of an earlier schema.</summary>
    IStoreUpgrade Upgrade { get; }

    /// <summary>
    /// Creates or upgrades the schema, under a lock. Must be awaited once before anything else. Rows of an earlier version
    /// are left to <see cref="Upgrade"/>.
    /// </summary>
    /// <exception cref="StoreException">The schema is newer than this program knows, or the store cannot be used.</exception>
    Task InitializeAsync(CancellationToken cancellationToken);
}
