using Thresher.Web.Urls;

namespace Thresher.Grains.Parsing;

/// <summary>A page as it was fetched: all that its parsing depends on, beside the crawl.</summary>
/// <param name="Url">Its URL.</param>
/// <param name="Depth">Links followed from a seed.</param>
/// <param name="ContentType">Media type and charset, as <c>MimeType</c> reads the header.</param>
/// <param name="FetchedAt">Unix milliseconds.</param>
/// <param name="Body">The decoded body.</param>
public readonly record struct FetchedPage(WebUrl Url, int Depth, string? ContentType, long FetchedAt, ReadOnlyMemory<byte> Body)
{
    /// <summary>Whether it was fetched because a page needs it to be shown: no rule reads it.</summary>
    public bool IsRequisite { get; init; }

    /// <summary>What its header fields link to.</summary>
    public HeaderLinks HeaderLinks { get; init; } = HeaderLinks.None;
}
