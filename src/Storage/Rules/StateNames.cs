using Thresher.Jobs.Outcomes;
using Thresher.Web.Urls;

namespace Thresher.Storage.Rules;

/// <summary>
/// The numbers of <see cref="UrlState"/> as text, so that statements of both engines write states by name and stay
/// constants: a prepared statement is found by its text.
/// </summary>
internal static class UrlStates
{
    public const string Queued = "0";
    public const string Leased = "1";
    public const string Retrying = "2";
    public const string Fetched = "3";
    public const string Redirected = "4";
    public const string Failed = "5";
    public const string Excluded = "6";
    public const string Quarantined = "7";

    /// <summary>The states below it are pending, this one and those above are ends.</summary>
    public const string FirstEnded = Fetched;

    /// <summary>From here on a URL ended without a page or another URL in its place.</summary>
    public const string FirstFailed = Failed;
}

/// <summary>The numbers of the <see cref="FetchOutcome"/> that statements name.</summary>
internal static class FetchOutcomes
{
    public const string None = "0";
    public const string Redirect = "2";
    public const string RedirectLoop = "39";
    public const string KilledItsProcess = "50";

    /// <summary>The outcome under which a URL is counted: pending URLs are counted by state alone.</summary>
    public const string Counted = $"CASE WHEN state < {UrlStates.FirstEnded} THEN {None} ELSE outcome END";
}

/// <summary>The numbers of <see cref="UrlKind"/> as text.</summary>
internal static class UrlKinds
{
    public const string Page = "0";
    public const string Sitemap = "1";
}

/// <summary>The numbers of <see cref="CrawlState"/> as text.</summary>
internal static class CrawlStates
{
    public const string Running = "0";
    public const string Complete = "3";
    public const string Removing = "4";
}
