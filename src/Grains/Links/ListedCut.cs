using System.Globalization;

namespace Thresher.Grains.Links;

/// <summary>What was left out of a sitemap that could be read: no sitemap is cut in silence.</summary>
internal sealed class ListedCut
{
    /// <summary>Further sitemaps.</summary>
    public int Sitemaps { get; set; }

    /// <summary>URLs that look like a trap, or are too long.</summary>
    public int Trapped { get; set; }

    /// <summary>URLs of hosts beyond the limit of one domain.</summary>
    public int Hosts { get; set; }

    /// <summary>Locations that are no URL of the web.</summary>
    public int Unreadable { get; set; }

    /// <summary>Whether anything was left out.</summary>
    public bool IsAny => Sitemaps + Trapped + Hosts + Unreadable > 0;

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", new[]
    {
        (Sitemaps, "of sitemaps (sitemaps.maxSitemaps, sitemaps.maxNesting, limits.maxPages)"),
        (Trapped, "that look like a trap or are too long (limits.maxPathSegments, limits.maxRepeatedSegments, limits.maxUrlLength)"),
        (Hosts, "of hosts beyond limits.maxHostsPerDomain"),
        (Unreadable, "whose location is no URL"),
    }.Where(part => part.Item1 > 0).Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Item1:N0} {(part.Item1 == 1 ? "entry" : "entries")} {part.Item2}")));
}
