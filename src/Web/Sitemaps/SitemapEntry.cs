namespace Thresher.Web.Sitemaps;

/// <summary>One URL of a sitemap. What the file leaves out or misspells is null.</summary>
/// <param name="Location">The URL as written, trimmed; neither resolved nor validated, up to <see cref="SitemapReaderOptions.MaxLocationLength"/> characters.</param>
/// <param name="Kind">A page, or another sitemap.</param>
/// <param name="LastModified">When it last changed, in UTC; midnight when only a date is given.</param>
/// <param name="Priority">Its weight among the site's URLs, 0 to 1.</param>
public sealed record SitemapEntry(
    string Location,
    SitemapEntryKind Kind,
    DateTimeOffset? LastModified = null,
    double? Priority = null);
