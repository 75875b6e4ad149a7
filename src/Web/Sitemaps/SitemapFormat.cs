namespace Thresher.Web.Sitemaps;

/// <summary>What a sitemap turned out to be; told by its content, never by its name or Content-Type.</summary>
public enum SitemapFormat
{
    /// <summary>None of the others.</summary>
    Unknown,

    /// <summary>A <c>urlset</c> (sitemaps.org).</summary>
    UrlSet,

    /// <summary>A <c>sitemapindex</c> (sitemaps.org).</summary>
    Index,

    /// <summary>RSS 2.0 and its 0.9x ancestors, or RSS 1.0 (RDF).</summary>
    Rss,

    /// <summary>Atom (RFC 4287).</summary>
    Atom,

    /// <summary>Plain text, one URL a line.</summary>
    Text,
}
