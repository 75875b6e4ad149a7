namespace Thresher.Storage;

/// <summary>
/// What an upgrade of the schema leaves to be done while crawls run: rows of an earlier version are rewritten in steps,
/// each a transaction that also stores how far it came. A silo that stops in between, or dies, goes on there the next time.
/// </summary>
public interface IStoreUpgrade
{
    /// <summary>Rewrites the next rows. Several processes may call it at the same time: their steps follow one another.</summary>
    /// <param name="rows">Row numbers of a step, at least 1.</param>
    /// <param name="cancellationToken">Ends the wait, not the write.</param>
    /// <returns>How far it is after this step; null when nothing is left.</returns>
    /// <exception cref="StoreException">The store failed; nothing of the step is stored.</exception>
    Task<UpgradeProgress?> StepAsync(int rows, CancellationToken cancellationToken);
}
