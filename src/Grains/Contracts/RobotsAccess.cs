namespace Thresher.Grains.Contracts;

/// <summary>What the end of a robots.txt fetch means for its domain (RFC 9309 §2.3.1).</summary>
public enum RobotsAccess
{
    /// <summary>The file was read: its rules apply.</summary>
    Rules,

    /// <summary>There is no file (RFC 9309: unavailable): everything may be fetched.</summary>
    AllowAll,

    /// <summary>Nobody knows (RFC 9309: unreachable): fetch nothing from the domain, or go on with a cached copy, and ask again later.</summary>
    Defer,
}
