using Thresher.Jobs.Rules;

namespace Thresher.Jobs;

/// <summary>
/// Sitemaps as seeds. They are fetched as pages are, with their domain's politeness, and no page of them is stored; the
/// URLs they list are seeds that must be in the scope.
/// </summary>
public sealed record CrawlSitemaps
{
    /// <summary>Sitemaps to read. As a seed does, each puts its own host (or what the mode makes of it) into the scope.</summary>
    [HttpUrl("https://example.com/sitemap.xml")]
    public IReadOnlyList<string> Urls { get; init; } = [];

    /// <summary>Whether the sitemaps that a host's robots.txt names are read too. Otherwise links alone are followed.</summary>
    public bool FromRobots { get; init; }

    /// <summary>Sitemaps to take from indexes at most, and no more than <c>limits.maxPages</c>.</summary>
    [Bounds(1, 1_000_000)]
    public int MaxSitemaps { get; init; } = 10_000;

    /// <summary>How deep sitemaps may be named in one another, redirects included; 0 for none. The protocol allows one.</summary>
    [Bounds(0, 100)]
    public int MaxNesting { get; init; } = 3;
}
