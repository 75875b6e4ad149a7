namespace Thresher.Grains.Contracts;

/// <summary>What a domain must remember through restarts, written when it changes.</summary>
[GenerateSerializer, Alias("thresher.domain-state")]
public sealed class DomainState
{
    /// <summary>robots.txt by scheme.</summary>
    [Id(0)]
    public Dictionary<string, RobotsRecord> Robots { get; set; } = [];

    /// <summary>Unix milliseconds before which the host is left alone (Retry-After, breaker); 0 for no such time.</summary>
    [Id(1)]
    public long NotBefore { get; set; }

    /// <summary>Failures since the last success.</summary>
    [Id(2)]
    public int FailuresInARow { get; set; }
}
