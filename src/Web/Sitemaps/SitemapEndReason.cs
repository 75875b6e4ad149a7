namespace Thresher.Web.Sitemaps;

/// <summary>Why the reading of a sitemap ended.</summary>
public enum SitemapEndReason
{
    /// <summary>It was read to its end.</summary>
    Complete,

    /// <summary>It was read to its end, but faults of its markup cost entries.</summary>
    ReadInPart,

    /// <summary>It holds more entries than <see cref="SitemapReaderOptions.MaxEntries"/>.</summary>
    TooManyEntries,

    /// <summary>It is larger than <see cref="SitemapReaderOptions.MaxBytes"/>, or built to exhaust memory (nesting, names, one huge tag).</summary>
    TooLarge,

    /// <summary>Its XML or its gzip is broken or cut short.</summary>
    Malformed,

    /// <summary>It is something else: a web page, an empty file, binary, XML with a document type.</summary>
    NotASitemap,

    /// <summary>Its transfer broke off.</summary>
    Interrupted,
}
