using Thresher.Jobs.Outcomes;

namespace Thresher.Storage.Rows;

/// <summary>One accepted URL as stored.</summary>
public sealed record UrlRow
{
    /// <summary>Row number, in order of arrival.</summary>
    public required long Id { get; init; }

    /// <summary>Its crawl.</summary>
    public required long CrawlId { get; init; }

    /// <summary>The canonical URL: its identity.</summary>
    public required string Url { get; init; }

    /// <summary>The URL as requested, which may be spelled otherwise.</summary>
    public required string RequestUrl { get; init; }

    /// <summary>Domain key.</summary>
    public required string Domain { get; init; }

    /// <summary>Where it stands.</summary>
    public required UrlState State { get; init; }

    /// <summary>Why it ended, or how the last try ended.</summary>
    public required FetchOutcome Outcome { get; init; }

    /// <summary>HTTP status of the last try, 0 when none came.</summary>
    public required int Status { get; init; }

    /// <summary>Links followed from a seed.</summary>
    public required int Depth { get; init; }

    /// <summary>Order within the domain's queue: smaller goes first.</summary>
    public required int Rank { get; init; }

    /// <summary>
    /// Attempts that failed, the last included: a fetch that ended as a failure, or that an unreachable robots.txt prevented.
    /// One that the stop of its process cut off is none. Begins at 0 again when <c>retry</c> or a refresh queues the URL.
    /// Whatever is called attempts in explain, failures and exports is this.
    /// </summary>
    public required int Attempts { get; init; }

    /// <summary>Strikes against it as a killer of its process.</summary>
    public required int Strikes { get; init; }

    /// <summary>Not before, Unix milliseconds; 0 when at once.</summary>
    public required long DueAt { get; init; }

    /// <summary>The page it was first found on; null for a seed.</summary>
    public required string? FoundOn { get; init; }

    /// <summary>What its end says beside the outcome: where it redirects to, which part of a sitemap was given up; null for nothing.</summary>
    public string? Note { get; init; }
}
