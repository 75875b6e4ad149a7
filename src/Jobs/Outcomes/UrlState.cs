namespace Thresher.Jobs.Outcomes;

/// <summary>
/// Where a URL stands in its crawl. The numbers are stored: never reorder them. The first three are pending;
/// the ledger is the count of each, and their sum is the number of accepted URLs.
/// </summary>
public enum UrlState : byte
{
    /// <summary>Accepted, waiting for its domain's turn.</summary>
    Queued = 0,

    /// <summary>In the window of the domain grain whose epoch the row carries.</summary>
    Leased = 1,

    /// <summary>Failed for now; waits for its due time.</summary>
    Retrying = 2,

    /// <summary>Its page is stored.</summary>
    Fetched = 3,

    /// <summary>Answered with a redirect, whose target has a row of its own.</summary>
    Redirected = 4,

    /// <summary>Will not be tried again by itself; the outcome says why.</summary>
    Failed = 5,

    /// <summary>Accepted but not to be fetched (robots.txt, page limit); the outcome says why.</summary>
    Excluded = 6,

    /// <summary>Kills the process that parses it.</summary>
    Quarantined = 7,
}
