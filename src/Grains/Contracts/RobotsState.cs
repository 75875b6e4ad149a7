namespace Thresher.Grains.Contracts;

/// <summary>The robots.txt files of a domain as last had; up to 500 KiB each, and written when one was fetched.</summary>
[GenerateSerializer, Alias("thresher.robots-state")]
public sealed class RobotsState
{
    /// <summary>By scheme.</summary>
    [Id(0)]
    public Dictionary<string, RobotsRecord> Files { get; set; } = [];
}
