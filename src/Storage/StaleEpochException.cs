namespace Thresher.Storage;

/// <summary>Another owner has acquired the domain since: this one must stop serving it.</summary>
public sealed class StaleEpochException(long domainId, long epoch)
    : Exception($"Domain {domainId} is no longer held under epoch {epoch}.");
