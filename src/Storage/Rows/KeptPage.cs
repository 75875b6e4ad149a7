using Thresher.Jobs.Outcomes;

namespace Thresher.Storage.Rows;

/// <summary>A stored page as it is read again.</summary>
/// <param name="UrlId">Row of its URL.</param>
/// <param name="Url">The URL that was requested.</param>
/// <param name="Depth">Links followed from a seed.</param>
/// <param name="State">State of the URL.</param>
/// <param name="ContentType">Media type, lower case; null when none was sent.</param>
/// <param name="Charset">Name of the character encoding used; null for what is not text.</param>
/// <param name="FetchedAt">When it was fetched, Unix milliseconds.</param>
/// <param name="Flags">What was noted of it.</param>
/// <param name="Body">The decoded body, compressed (<see cref="CompressedText"/>); null when it is not kept.</param>
public sealed record KeptPage(long UrlId, string Url, int Depth, UrlState State, string? ContentType, string? Charset, long FetchedAt, PageFlags Flags, byte[]? Body);
