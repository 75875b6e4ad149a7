using Thresher.Grains.Contracts;

namespace Thresher.Silo.Board;

/// <summary>The document of <c>/api/crawls/{name}</c>.</summary>
/// <param name="At">Time of the query, Unix milliseconds.</param>
/// <param name="Status">The document of <c>status --json</c>.</param>
/// <param name="RecentPagesPerSecond">Over the last ten seconds or so; null until there are two samples.</param>
/// <param name="Failures">Failed, excluded and quarantined URLs by reason, most first.</param>
/// <param name="Domains">The busiest domains, those with most pending URLs first; at most 20.</param>
/// <param name="Silos">Members that are not dead.</param>
/// <param name="Proxies">How the crawl's proxies behave, as far as silos tell.</param>
internal sealed record CrawlDetail(
    long At, CrawlStatus Status, double? RecentPagesPerSecond, IReadOnlyList<ReasonCount> Failures, IReadOnlyList<DomainRow> Domains, IReadOnlyList<SiloRow> Silos, IReadOnlyList<ProxyActivity> Proxies);
