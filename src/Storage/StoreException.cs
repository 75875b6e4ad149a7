namespace Thresher.Storage;

/// <summary>The store could not do what was asked (disk full, corrupt file, database away). One line, with the remedy.</summary>
[GenerateSerializer, Alias("thresher.StoreException")]
public sealed class StoreException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>True when trying again later may succeed without anyone's help.</summary>
    [Id(0)]
    public bool IsTransient { get; init; }
}

/// <summary>Another owner has acquired the domain since: this one must stop serving it.</summary>
public sealed class StaleEpochException(long domainId, long epoch)
    : Exception($"Domain {domainId} is no longer held under epoch {epoch}.");
