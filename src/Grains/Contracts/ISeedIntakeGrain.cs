using Thresher.Storage.Rows;

namespace Thresher.Grains.Contracts;

/// <summary>Takes seeds from producers, on whichever silo the producer reaches.</summary>
[Alias("thresher.ISeedIntakeGrain")]
public interface ISeedIntakeGrain : IGrainWithIntegerKey
{
    /// <summary>Seeds a batch and returns after its commit; the crawl is fed by this producer for the next minute.</summary>
    /// <returns>One verdict for each line in turn; null when there is no such crawl.</returns>
    [Alias("Seed"), ResponseTimeout("00:05:00")]
    Task<SeedVerdict[]?> SeedAsync(string crawl, string producer, string[] lines, CancellationToken cancellationToken);

    /// <summary>Remembers how far a source was taken, all before it acknowledged; null when its end was reached.</summary>
    [Alias("Mark")]
    Task MarkAsync(string crawl, string source, SeedMark? mark, CancellationToken cancellationToken);

    /// <summary>The producer is done.</summary>
    [Alias("End")]
    Task EndAsync(string crawl, string producer, CancellationToken cancellationToken);
}
