namespace Thresher.Client.Printing;

/// <summary>A line of <c>hosts --json</c>. What only a running silo knows is null without one.</summary>
internal sealed record HostDocument(
    string Host, long Queued, long Leased, long Retrying, long Fetched, long Redirected, long Failed, long Excluded,
    long Quarantined, long Bytes, bool Paused, string State, double? DelayMs, DateTimeOffset? NotBefore, string? Owner);
