namespace Thresher.Web.Sitemaps;

/// <summary>Takes a sitemap of one kind apart.</summary>
internal interface ISitemapSource
{
    /// <summary>What the file turned out to be so far.</summary>
    SitemapFormat Format { get; }

    /// <summary>What keeps the file from being a sitemap; null when nothing special does.</summary>
    string? Refusal { get; }

    /// <summary>Entries without a usable location so far.</summary>
    int Skipped { get; }

    /// <summary>When the whole was published, as far as the file says so.</summary>
    DateTimeOffset? LastModified { get; }

    /// <summary>Reads up to the next entry; null at the end.</summary>
    ValueTask<SitemapEntry?> NextAsync();

    /// <summary>What is left of the entry that was being read when the reading failed; null when its location is not known whole.</summary>
    /// <param name="endsInsideTag">Whether the last octet read belongs to a tag, so that the text before it is whole.</param>
    SitemapEntry? Salvage(bool endsInsideTag);
}
