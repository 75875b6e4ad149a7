namespace Thresher.Client.Printing;

/// <summary>A line of <c>explain --json</c>: one URL as one crawl sees it.</summary>
internal sealed record ExplainDocument
{
    /// <summary>Crawl.</summary>
    public required string Crawl { get; init; }

    /// <summary>Canonical URL.</summary>
    public required string Url { get; init; }

    /// <summary>Domain key.</summary>
    public required string Domain { get; init; }

    /// <summary>The state, <c>refused</c> when the crawl would not admit it, or <c>unknown</c> when it has not found it.</summary>
    public required string State { get; init; }

    /// <summary>Outcome of the last try; null when there was none.</summary>
    public string? Outcome { get; init; }

    /// <summary>HTTP status of the last try.</summary>
    public int? Status { get; init; }

    /// <summary>Attempts that failed: <see cref="Storage.Rows.UrlRow.Attempts"/>.</summary>
    public int? Attempts { get; init; }

    /// <summary>Links followed from a seed.</summary>
    public int? Depth { get; init; }

    /// <summary>The page it was found on; null for a seed.</summary>
    public string? FoundOn { get; init; }

    /// <summary>URLs of its domain ahead of it, when it is queued.</summary>
    public int? Ahead { get; init; }

    /// <summary>The reasons for its state, most important first, one sentence each.</summary>
    public required IReadOnlyList<string> Because { get; init; }
}
