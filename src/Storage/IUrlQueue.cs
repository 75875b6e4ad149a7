using Thresher.Storage.Rows;

namespace Thresher.Storage;

/// <summary>
/// The queue of a domain that is held: its URLs are leased under the domain's epoch, and each lease is completed or given
/// back. What an earlier epoch leased can neither complete nor return.
/// </summary>
public interface IUrlQueue
{
    /// <summary>
    /// Leases up to <paramref name="max"/> URLs of running crawls: due retries first, then queued ones by rank and
    /// arrival, crawls in turn, held domains and exhausted page limits left out.
    /// </summary>
    /// <exception cref="StaleEpochException">Another owner has acquired the domain.</exception>
    Task<IReadOnlyList<LeasedUrl>> LeaseAsync(
        long domainId, long epoch, int max, CancellationToken cancellationToken);

    /// <summary>Gives leased URLs back unfetched; those no longer leased under the epoch are left alone.</summary>
    Task ReturnAsync(long domainId, long epoch, IReadOnlyList<long> urlIds, CancellationToken cancellationToken);

    /// <summary>Records that a suspect is about to be parsed, so that a crash from here on is a strike.</summary>
    /// <returns>False when the URL is no longer leased under the epoch.</returns>
    Task<bool> MarkParsingAsync(long urlId, long epoch, CancellationToken cancellationToken);

    /// <summary>Completes leases in one transaction; a completion is never split over two.</summary>
    /// <returns>One result for each completion in turn.</returns>
    Task<IReadOnlyList<CompletionResult>> CompleteAsync(
        IReadOnlyList<UrlCompletion> completions, CancellationToken cancellationToken);

    /// <summary>Fails up to <paramref name="max"/> queued or retrying URLs of a domain whose host was given up.</summary>
    /// <returns>How many were failed.</returns>
    Task<int> GiveUpAsync(long domainId, long epoch, int max, CancellationToken cancellationToken);
}
