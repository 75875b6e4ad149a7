namespace Thresher.Client.Printing;

/// <summary>
/// A line of <c>log --json</c> and of <c>crawl --crawl-log</c>: an attempt at a URL. What only a page has is null without
/// one, and the time of the next attempt where there will be none.
/// </summary>
internal sealed record LogDocument(
    DateTimeOffset Time, string Url, string State, string Outcome, int Status, long? Bytes, int? ElapsedMs, int Depth, int Attempts, string? FoundOn, string? ContentType, DateTimeOffset? NextAt);
