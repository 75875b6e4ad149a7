namespace Thresher.Web.Sitemaps;

/// <summary>What a sitemap entry leads to.</summary>
public enum SitemapEntryKind
{
    /// <summary>A page to fetch.</summary>
    Page,

    /// <summary>Another sitemap, to be read in turn.</summary>
    Sitemap,
}
