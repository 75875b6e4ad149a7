using Thresher.Activity;

namespace Thresher.Crawls;

/// <summary>A crawl as it is watched.</summary>
/// <param name="Status">Its ledger.</param>
/// <param name="Failures">Failed, excluded and quarantined URLs by reason, most first.</param>
/// <param name="Silos">What each silo reported in the last seconds.</param>
[GenerateSerializer, Immutable, Alias("thresher.crawl-snapshot")]
public sealed record CrawlSnapshot(
    [property: Id(0)] CrawlStatus Status,
    [property: Id(1)] IReadOnlyList<ReasonCount> Failures,
    [property: Id(2)] IReadOnlyList<SiloActivity> Silos);
