namespace Thresher.Storage;

/// <summary>
/// Where failures of the store are reported. The embedded silo ends on the first that does not pass by itself; a
/// silo of a cluster waits for its database.
/// </summary>
public sealed class StoreFaults
{
    private readonly TaskCompletionSource<StoreException> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the first failure reported.</summary>
    public Task<StoreException> First => _first.Task;

    /// <summary>Reports a failure; one that is not the store's is wrapped.</summary>
    public void Report(Exception failure) => _first.TrySetResult(
        failure as StoreException ?? new StoreException($"the store failed: {failure.Message.ReplaceLineEndings(" ")}", failure));
}
