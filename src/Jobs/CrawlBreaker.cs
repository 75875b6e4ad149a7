using Thresher.Jobs.Rules;

namespace Thresher.Jobs;

/// <summary>
/// When a host that fails is left alone, and when it is given up. Failures are 429, 5xx, and whatever keeps a response
/// from coming; one success forgets them.
/// </summary>
public sealed record CrawlBreaker
{
    /// <summary>Failures in a row that close the host, of requests sent since it was closed last.</summary>
    [Bounds(1)]
    public int Failures { get; init; } = 5;

    /// <summary>Time within which they must happen.</summary>
    [Lasting]
    public TimeSpan Window { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long the first closing lasts; each further one lasts twice as long.</summary>
    [Lasting]
    public TimeSpan Closed { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a closing lasts at most.</summary>
    [Lasting]
    public TimeSpan LongestClosed { get; init; } = TimeSpan.FromHours(6);

    /// <summary>Closings in a row after which what is queued for the host fails; with the defaults after some 11 hours.</summary>
    [Bounds(1)]
    public int Closings { get; init; } = 8;
}
