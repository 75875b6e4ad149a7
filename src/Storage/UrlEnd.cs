using Thresher.Storage.Rows;

namespace Thresher.Storage;

/// <summary>The end of an attempt at a URL, as a crawl's log has it.</summary>
/// <param name="Url">The URL as that attempt left it.</param>
/// <param name="EndedAt">When, Unix milliseconds.</param>
/// <param name="Bytes">Decoded bytes of its page; null without a page.</param>
/// <param name="ElapsedMs">How long the fetch of its page took; null without a page.</param>
/// <param name="ContentType">Its page's media type; null without one.</param>
public sealed record UrlEnd(UrlRow Url, long EndedAt, long? Bytes, int? ElapsedMs, string? ContentType);
