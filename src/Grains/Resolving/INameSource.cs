namespace Thresher.Grains.Resolving;

/// <summary>Where the addresses of a name come from. Neither caches nor limits: <see cref="NameResolver"/> does.</summary>
internal interface INameSource
{
    /// <summary>Asks for the addresses of a name.</summary>
    /// <param name="name">Lower case, without a final dot, no address.</param>
    /// <param name="cancellationToken">Ends the question; nobody waits for its answer any more.</param>
    /// <returns>What the name servers say; a failure is an answer too, never an exception of the network.</returns>
    Task<NameAnswer> QueryAsync(string name, CancellationToken cancellationToken);
}
