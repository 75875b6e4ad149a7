namespace Thresher.Web.Sitemaps;

/// <summary>Stops a read that would take more memory or more bytes than a sitemap may; never leaves <see cref="SitemapReading"/>.</summary>
internal sealed class SitemapTooLargeException(string message) : IOException(message);
