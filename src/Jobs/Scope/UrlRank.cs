namespace Thresher.Jobs.Scope;

/// <summary>
/// A URL's place in its domain's queue, smaller first: seeds and sitemaps, then what sitemaps list by its priority and
/// age, then links by depth, of each depth the targets of canonical links first.
/// </summary>
public static class UrlRank
{
    private const int PerDepth = 1000;
    private const int DeepestRanked = 1_000_000;
    private const double DefaultPriority = 0.5;
    private const int PriorityWeight = 800;
    private const int OldestAge = 198;
    private const int PerDoubling = 14;

    /// <summary>A link's rank; 0 for a seed.</summary>
    /// <param name="depth">Links followed from a seed.</param>
    public static int Of(int depth) => Math.Min(depth, DeepestRanked) * PerDepth;

    /// <summary>The rank of a canonical link's target: before the other links of its depth.</summary>
    /// <param name="depth">Links followed from a seed, 1 or more.</param>
    public static int OfCanonical(int depth) => Of(depth) - 1;

    /// <summary>
    /// The rank of what a sitemap lists, 1 to 999: a tenth of priority weighs as much as some 50 days of age in fresh
    /// pages and 4 years in old ones.
    /// </summary>
    /// <param name="priority">0 to 1; 0.5 where the sitemap says nothing (sitemaps.org).</param>
    /// <param name="lastModified">When the page last changed; the oldest where the sitemap says nothing.</param>
    /// <param name="now">Now.</param>
    public static int OfListed(double? priority, DateTimeOffset? lastModified, DateTimeOffset now)
    {
        var byPriority = (int)Math.Round((1 - Math.Clamp(priority ?? DefaultPriority, 0, 1)) * PriorityWeight);
        var days = lastModified is { } at ? Math.Max(0, (now - at).TotalDays) : double.MaxValue;
        return 1 + byPriority + (int)Math.Min(OldestAge, Math.Log2(1 + days) * PerDoubling);
    }
}
