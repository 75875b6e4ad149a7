namespace Thresher.Grains.Contracts;

/// <summary>What one silo does at a moment.</summary>
/// <param name="Silo">Its name.</param>
/// <param name="InFlight">URLs dispatched and not committed.</param>
/// <param name="Domains">Domain grains active.</param>
/// <param name="Committed">Completions committed since it started.</param>
/// <param name="Busiest">Some of its domains, those with most in flight first.</param>
[GenerateSerializer, Immutable, Alias("thresher.silo-activity")]
public sealed record SiloActivity(
    [property: Id(0)] string Silo,
    [property: Id(1)] int InFlight,
    [property: Id(2)] int Domains,
    [property: Id(3)] long Committed,
    [property: Id(4)] IReadOnlyList<DomainView> Busiest);
