using System.Text.Json.Serialization;

namespace Thresher.Client.Printing;

/// <summary>The document of a command that changed some rows: <c>retry --json</c>.</summary>
internal sealed record CountDocument(string Crawl, long Count);

/// <summary>A line of <c>failures --json</c>; the time of the next try only with <c>--retrying</c>.</summary>
internal sealed record FailureDocument(
    string Url, string State, string Reason, int Status, int Attempts, int Depth, string? FoundOn,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? NextTry);

/// <summary>A line of <c>hosts --json</c>. What only a running silo knows is null without one.</summary>
internal sealed record HostDocument(
    string Host, long Queued, long Leased, long Retrying, long Fetched, long Redirected, long Failed, long Excluded,
    long Quarantined, long Bytes, bool Paused, string State, double? DelayMs, DateTimeOffset? NotBefore, string? Owner)
{
    /// <summary>Why the next of its URLs that wait for another try failed, and when it is due; null when none waits.</summary>
    public string? RetryingFor { get; init; }

    /// <summary>When that is due.</summary>
    public DateTimeOffset? NextTry { get; init; }
}

/// <summary>One proxy of <c>hosts</c>.</summary>
internal sealed record ProxyDocument(string Proxy, long Requests, long Failures, string? LastError, DateTimeOffset? FailedAt, DateTimeOffset? HeldUntil);

/// <summary>The document of <c>extract --json</c>.</summary>
/// <param name="Crawl">The crawl.</param>
/// <param name="Read">Pages read again.</param>
/// <param name="NewUrls">Links that are new.</param>
/// <param name="WithoutBody">Pages left as they are, since their bodies are not kept.</param>
/// <param name="Queued">Pages queued to be fetched again.</param>
internal sealed record RereadDocument(string Crawl, long Read, long NewUrls, long WithoutBody, long Queued);

/// <summary>The document of <c>verify --json</c>.</summary>
internal sealed record VerifyDocument(string Crawl, bool Ok, long Urls, long Pages, IReadOnlyList<string> Problems);
