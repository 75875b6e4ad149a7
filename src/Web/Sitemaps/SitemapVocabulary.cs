namespace Thresher.Web.Sitemaps;

/// <summary>The element names of the XML formats, and which of them are meant.</summary>
internal static class SitemapVocabulary
{
    private const string DublinCore = "http://purl.org/dc/elements/1.1/";

    /// <summary>The format a root element announces.</summary>
    public static SitemapFormat FormatOf(string root) => root.ToLowerInvariant() switch
    {
        "urlset" => SitemapFormat.UrlSet,
        "sitemapindex" => SitemapFormat.Index,
        "rss" or "rdf" => SitemapFormat.Rss,
        "feed" => SitemapFormat.Atom,
        _ => SitemapFormat.Unknown,
    };

    /// <summary>Whether a namespace is that of sitemaps.org.</summary>
    public static bool IsOfficial(string space) =>
        space is "http://www.sitemaps.org/schemas/sitemap/0.9" or "https://www.sitemaps.org/schemas/sitemap/0.9";

    /// <summary>What an element begins; null when it begins no entry. A <c>sitemap</c> among URLs is one, and the reverse.</summary>
    public static SitemapEntryKind? EntryOf(SitemapFormat format, string name) => (format, name.ToLowerInvariant()) switch
    {
        (SitemapFormat.UrlSet or SitemapFormat.Index, "url") => SitemapEntryKind.Page,
        (SitemapFormat.UrlSet or SitemapFormat.Index, "sitemap") => SitemapEntryKind.Sitemap,
        (SitemapFormat.Rss, "item") => SitemapEntryKind.Page,
        (SitemapFormat.Atom, "entry") => SitemapEntryKind.Page,
        _ => null,
    };

    /// <summary>Whether an element belongs to the format and not to an extension such as image or video.</summary>
    /// <param name="space">The element's namespace.</param>
    /// <param name="rootSpace">That of the root, which counts whatever it is.</param>
    public static bool IsOurs(string space, string rootSpace) =>
        space == rootSpace
        || space is "" or DublinCore or "http://purl.org/rss/1.0/" or "http://my.netscape.com/rdf/simple/0.9/";

    /// <summary>The field an element of an entry holds as text.</summary>
    public static SitemapField FieldOf(SitemapFormat format, string name) => (format, name.ToLowerInvariant()) switch
    {
        (SitemapFormat.UrlSet or SitemapFormat.Index, "loc") => SitemapField.Location,
        (SitemapFormat.UrlSet or SitemapFormat.Index, "lastmod") => SitemapField.Modified,
        (SitemapFormat.UrlSet, "priority") => SitemapField.Priority,
        (SitemapFormat.Rss, "link") => SitemapField.Location,
        (SitemapFormat.Rss, "guid") => SitemapField.Fallback,
        (SitemapFormat.Rss, "pubdate" or "date") => SitemapField.Published,
        (SitemapFormat.Atom, "updated" or "modified") => SitemapField.Modified,
        (SitemapFormat.Atom, "published" or "issued") => SitemapField.Published,
        _ => SitemapField.None,
    };
}
