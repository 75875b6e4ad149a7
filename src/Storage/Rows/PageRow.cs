using Thresher.Web.Urls;

namespace Thresher.Storage.Rows;

/// <summary>What is kept of one fetched page.</summary>
public sealed record PageRow
{
    /// <summary>HTTP status, 200 to 299.</summary>
    public required int Status { get; init; }

    /// <summary>Content-Type as sent, without parameters, lower case; null when absent.</summary>
    public string? ContentType { get; init; }

    /// <summary>Name of the character encoding used; null for what is not text.</summary>
    public string? Charset { get; init; }

    /// <summary>Title, white space collapsed.</summary>
    public string? Title { get; init; }

    /// <summary>Decoded body length in bytes, after a cut.</summary>
    public required long Bytes { get; init; }

    /// <summary>XxHash128 of the decoded body.</summary>
    public required Hash128 ContentHash { get; init; }

    /// <summary>When the response was complete, Unix milliseconds.</summary>
    public required long FetchedAt { get; init; }

    /// <summary>When it was last found to be so, Unix milliseconds; 0 for <see cref="FetchedAt"/>.</summary>
    public long CheckedAt { get; init; }

    /// <summary>Simhash of the page's text, by which near-duplicates are known; null for what has too little text.</summary>
    public ulong? SimHash { get; init; }

    /// <summary>Request sent to body complete, milliseconds.</summary>
    public required int ElapsedMs { get; init; }

    /// <summary>Links found on the page, whether accepted or not.</summary>
    public int LinkCount { get; init; }

    /// <summary>What happened to the page beside the plain course.</summary>
    public PageFlags Flags { get; init; }

    /// <summary>ETag header, for conditional requests.</summary>
    public string? ETag { get; init; }

    /// <summary>Last-Modified header as sent.</summary>
    public string? LastModified { get; init; }

    /// <summary>The page's own <c>rel=canonical</c>, resolved; null when absent or equal to its URL.</summary>
    public string? CanonicalLink { get; init; }

    /// <summary>The readable text as Markdown (UTF-8, Brotli-compressed), when the job keeps it.</summary>
    public byte[]? Markdown { get; init; }

    /// <summary>The decoded body, Brotli-compressed, when the job keeps bodies.</summary>
    public byte[]? Body { get; init; }

    /// <summary>The decoded body as it was fetched, Brotli-compressed, of a page that a browser has prepared, when the job keeps bodies.</summary>
    public byte[]? Original { get; init; }

    /// <summary>Heads of the request and the response (<see cref="ExchangeHead"/>), compressed, when the job keeps bodies.</summary>
    public byte[]? Head { get; init; }
}
