namespace Thresher.Web.Urls;

/// <summary>What a URL leads to. The numbers are stored: never reorder them.</summary>
public enum UrlKind : byte
{
    /// <summary>A page, or whatever else the server has under it.</summary>
    Page = 0,

    /// <summary>
    /// A sitemap: it is fetched for the URLs it lists, and no page of it is stored. Its identity is another than that
    /// of the same URL as a page.
    /// </summary>
    Sitemap = 1,
}
