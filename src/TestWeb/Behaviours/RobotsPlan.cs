using System.Globalization;
using Thresher.TestWeb.Generation;

namespace Thresher.TestWeb.Behaviours;

/// <summary>Which robots.txt each host has and what it means.</summary>
internal sealed class RobotsPlan(SyntheticWebOptions options)
{
    public const string Path = "/robots.txt";
    public const string MovedPath = "/robots-moved.txt";

    public RobotsVariant VariantOf(int host) => options.Robots[host % options.Robots.Count];

    /// <summary>No page of the host may be fetched.</summary>
    public bool IsUnavailable(int host) => VariantOf(host) == RobotsVariant.ServerError;

    public bool Disallows(PagePlan page) =>
        page is { Kind: PageKind.Private, Part: PagePart.Entry }
        && VariantOf(page.Host) is not (RobotsVariant.AllowAll or RobotsVariant.Absent or RobotsVariant.Forbidden or RobotsVariant.ServerError);

    public string TextOf(int host, string sitemap)
    {
        var disallow = VariantOf(host) == RobotsVariant.AllowAll ? "" : "/private/";
        var delay = VariantOf(host) == RobotsVariant.CrawlDelay
            ? $"Crawl-delay: {options.CrawlDelay.TotalSeconds.ToString(CultureInfo.InvariantCulture)}\n"
            : "";
        return $"User-agent: *\nDisallow: {disallow}\n{delay}\nSitemap: {sitemap}\n";
    }
}
