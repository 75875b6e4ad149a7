using Thresher.TestWeb.Generation;

namespace Thresher.TestWeb.Truth;

/// <summary>One URL that a crawl discovers, and its expected outcome.</summary>
/// <param name="Url">In canonical spelling.</param>
/// <param name="Host">Index of its host.</param>
/// <param name="Kind">What it does when asked for; for the page behind another, the kind of the other.</param>
/// <param name="Outcome">How fetching it ends.</param>
/// <param name="Status">The last status it answers with; 0 if it is never asked for.</param>
/// <param name="Depth">Links and redirects from the nearest seed on the shortest way.</param>
/// <param name="FailuresFirst">How many requests fail before it is served.</param>
/// <param name="RedirectsTo">The target of a redirect in canonical spelling.</param>
/// <param name="Record">The record on the page; null where there is no HTML.</param>
public sealed record ExpectedPage(
    string Url,
    int Host,
    PageKind Kind,
    ExpectedOutcome Outcome,
    int Status,
    int Depth,
    int FailuresFirst,
    string? RedirectsTo,
    PageRecord? Record)
{
    /// <summary>Whether a crawler asks the server for it at all.</summary>
    public bool IsRequested => Outcome is not (ExpectedOutcome.Disallowed or ExpectedOutcome.RobotsUnavailable);
}
