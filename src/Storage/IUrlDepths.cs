namespace Thresher.Storage;

/// <summary>
/// Keeps each URL's depth the shortest way known. A page that leads to a known URL by a shorter way notes it in the transaction
/// of what it found; the notes are carried out afterwards, in steps, and lead on to what those URLs link to.
/// </summary>
public interface IUrlDepths
{
    /// <summary>
    /// Carries out up to <paramref name="max"/> notes in one transaction. A page of which links were left out for their
    /// depth, and that is near enough now, is queued to be read again. A URL that is being fetched keeps its notes until
    /// it has ended. A crawl with notes left does not complete.
    /// </summary>
    /// <param name="crawlId">The crawl.</param>
    /// <param name="maxDepth">The job's limit of depth.</param>
    /// <param name="max">URLs to change at most.</param>
    /// <param name="cancellationToken">Ends the wait, not the write.</param>
    /// <returns>How many were carried out; 0 when none can be now.</returns>
    Task<int> ShortenSomeAsync(long crawlId, int maxDepth, int max, CancellationToken cancellationToken);
}
