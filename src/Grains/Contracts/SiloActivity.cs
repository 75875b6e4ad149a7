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
    [property: Id(4)] IReadOnlyList<DomainView> Busiest)
{
    /// <summary>Some of its domains whose hosts are held, those held longest first; they need not be active.</summary>
    [Id(5)]
    public IReadOnlyList<DomainView> Held { get; init; } = [];

    /// <summary>What several silos report of domains: what one serves goes before what another remembers.</summary>
    public static IReadOnlyDictionary<string, DomainView> Views(IReadOnlyList<SiloActivity> silos) =>
        silos.SelectMany(silo => silo.Busiest).Concat(silos.SelectMany(silo => silo.Held)).DistinctBy(view => view.Domain).ToDictionary(view => view.Domain, StringComparer.Ordinal);
}
