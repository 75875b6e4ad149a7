namespace Thresher.Web.Sitemaps;

/// <summary>The fields of an entry, whatever each format calls them.</summary>
internal enum SitemapField
{
    None,
    Location,
    Fallback,
    Modified,
    Published,
    Priority,
}
