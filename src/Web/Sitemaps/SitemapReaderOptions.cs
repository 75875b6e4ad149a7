namespace Thresher.Web.Sitemaps;

/// <summary>Limits of a <see cref="SitemapReader"/>. The defaults are those of sitemaps.org.</summary>
public sealed record SitemapReaderOptions
{
    /// <summary>The longest location handed out, in characters: no server accepts much more.</summary>
    public const int MaxLocationLength = 8 * 1024;

    /// <summary>Entries read from one file, 1 or more. Default 50,000.</summary>
    public int MaxEntries { get; init; } = 50_000;

    /// <summary>Decompressed bytes read from one file, 1 or more. Default 50 MiB (52,428,800).</summary>
    public long MaxBytes { get; init; } = 50 * 1024 * 1024;

    /// <summary>Whether a <c>urlset</c> or <c>sitemapindex</c> outside the sitemaps.org namespace is refused. Default false: many sites get it wrong.</summary>
    public bool RequireNamespace { get; init; }

    /// <summary>Whether a document type is skipped, unread, instead of ending the reading. Default false. Entities are never declared, resolved or expanded.</summary>
    public bool SkipDocumentType { get; init; }

    /// <summary>Throws when a limit is out of range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A limit is below 1.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxEntries, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBytes, 1);
    }
}
