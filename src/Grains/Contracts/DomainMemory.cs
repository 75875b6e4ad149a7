namespace Thresher.Grains.Contracts;

/// <summary>What a domain remembers through restarts, to explain it.</summary>
/// <param name="Politeness">How its host behaved.</param>
/// <param name="Robots">Its robots.txt.</param>
[GenerateSerializer, Immutable, Alias("thresher.domain-memory")]
public sealed record DomainMemory([property: Id(0)] DomainState Politeness, [property: Id(1)] RobotsState Robots);
