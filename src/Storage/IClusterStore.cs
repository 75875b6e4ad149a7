namespace Thresher.Storage;

/// <summary>A store that several silos share: it also keeps them apart and tells how their work is spread.</summary>
public interface IClusterStore : ICrawlStore
{
    /// <summary>Confirms and revokes owners.</summary>
    IOwnerFence Fence { get; }

    /// <summary>How the domains are spread over the owners.</summary>
    IOwnerShares Shares { get; }
}
