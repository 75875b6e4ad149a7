namespace Thresher.Storage;

/// <summary>How the domains with work are spread over the silos of a cluster.</summary>
public interface IOwnerShares
{
    /// <summary>The live owners, each with the number of domains with pending URLs that it holds; 0 for one that has just come.</summary>
    /// <exception cref="StoreException">The store is away.</exception>
    Task<IReadOnlyDictionary<string, int>> SharesAsync(CancellationToken cancellationToken);
}
