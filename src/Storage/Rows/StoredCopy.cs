using Thresher.Web.Urls;

namespace Thresher.Storage.Rows;

/// <summary>What is stored of a page that is fetched again, to ask whether it has changed (RFC 9110 §13.1).</summary>
/// <param name="ETag">ETag as sent; null when none was.</param>
/// <param name="LastModified">Last-Modified as sent; null when none was.</param>
/// <param name="ContentHash">Hash of the stored body.</param>
[GenerateSerializer, Immutable, Alias("thresher.stored-copy")]
public sealed record StoredCopy(
    [property: Id(0)] string? ETag,
    [property: Id(1)] string? LastModified,
    [property: Id(2)] Hash128 ContentHash);
