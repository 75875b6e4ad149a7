namespace Thresher.Silo.Board;

/// <summary>The document of <c>/api/crawls</c>.</summary>
/// <param name="Cluster">Cluster id.</param>
/// <param name="At">Time of the query, Unix milliseconds.</param>
/// <param name="Silos">Members that are not dead.</param>
/// <param name="Crawls">Running ones first, then the latest; at most 50.</param>
internal sealed record ClusterOverview(string Cluster, long At, IReadOnlyList<SiloRow> Silos, IReadOnlyList<CrawlRow> Crawls);
