using Thresher.Storage.Rows;

namespace Thresher.Grains.Contracts;

/// <summary>A crawl as it is watched.</summary>
/// <param name="Status">Its ledger.</param>
/// <param name="Failures">Failed, excluded and quarantined URLs by reason, most first.</param>
/// <param name="Silos">What each silo reported in the last seconds.</param>
[GenerateSerializer, Immutable, Alias("thresher.crawl-snapshot")]
public sealed record CrawlSnapshot(
    [property: Id(0)] CrawlStatus Status,
    [property: Id(1)] IReadOnlyList<ReasonCount> Failures,
    [property: Id(2)] IReadOnlyList<SiloActivity> Silos)
{
    /// <summary>Records by the rule that made them.</summary>
    [Id(3)]
    public IReadOnlyList<RuleCount> Rules { get; init; } = [];

    /// <summary>What the crawl's owner should look into, one line each.</summary>
    [Id(4)]
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Seeds whose last try failed, at most a few.</summary>
    [Id(5)]
    public IReadOnlyList<UrlTrouble> Seeds { get; init; } = [];

    /// <summary>Whether no seed has led to a server so far: nothing is fetched, and every try ended without a response.</summary>
    [Id(6)]
    public bool IsUnreached { get; init; }
}
