namespace Thresher.Web.Urls;

/// <summary>What a URL leads to. The numbers are stored: never reorder them.</summary>
public enum UrlKind : byte
{
    /// <summary>A page, or any other resource.</summary>
    Page = 0,

    /// <summary>
    /// A sitemap: it is fetched for the URLs that it lists, and not stored as a page. Its identity differs from that
    /// of the same URL as a page.
    /// </summary>
    Sitemap = 1,

    /// <summary>
    /// What a page needs to be shown: its links are not followed, and it may be outside the scope. Its identity is that of
    /// the same URL as a page.
    /// </summary>
    Requisite = 2,
}
