namespace Thresher.Grains.Contracts;

/// <summary>One robots.txt as last had.</summary>
[GenerateSerializer, Alias("thresher.robots-record")]
public sealed class RobotsRecord
{
    /// <summary>What follows from it; <see cref="RobotsAccess.Defer"/> when it was never had.</summary>
    [Id(0)]
    public RobotsAccess Access { get; set; }

    /// <summary>The file.</summary>
    [Id(1)]
    public byte[] Body { get; set; } = [];

    /// <summary>Unix milliseconds after which it is fetched again.</summary>
    [Id(2)]
    public long ExpiresAt { get; set; }

    /// <summary>Since when it cannot be had, Unix milliseconds; 0 when the last fetch succeeded.</summary>
    [Id(3)]
    public long UnreachableSince { get; set; }
}
