using Thresher.Grains.Contracts;

namespace Thresher.Silo.Board;

/// <summary>One crawl in the overview.</summary>
/// <param name="Status">The document of <c>status --json</c>.</param>
/// <param name="RecentPagesPerSecond">Over the last ten seconds or so; null until there are two samples.</param>
internal sealed record CrawlRow(CrawlStatus Status, double? RecentPagesPerSecond);
