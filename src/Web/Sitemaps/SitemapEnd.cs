namespace Thresher.Web.Sitemaps;

/// <summary>How the reading of a sitemap ended. What was read before a problem stands.</summary>
/// <param name="Format">What the file turned out to be.</param>
/// <param name="Reason">Why the reading ended.</param>
/// <param name="Problem">One line that names the sitemap and what is wrong with it; null when complete.</param>
/// <param name="Entries">Entries handed out.</param>
/// <param name="Skipped">Entries without a location, or with one that is too long or, in plain text, no URL.</param>
/// <param name="Bytes">Decompressed bytes read.</param>
/// <param name="LastModified">The publication date of an RSS channel, in UTC; else null.</param>
public sealed record SitemapEnd(
    SitemapFormat Format,
    SitemapEndReason Reason,
    string? Problem,
    int Entries,
    int Skipped,
    long Bytes,
    DateTimeOffset? LastModified);

/// <summary>Stops a read that would take more memory or more bytes than a sitemap may; never leaves <see cref="SitemapReading"/>.</summary>
internal sealed class SitemapTooLargeException(string message) : IOException(message);
