using System.ComponentModel;

namespace Thresher.Grains.Contracts;

/// <summary>
/// Why a host is left alone beyond its delay. Stored by name: never rename one. The description is the clause that follows
/// the host's name in <c>explain</c>; docs/outcomes.md is written from it.
/// </summary>
public enum HoldReason
{
    /// <summary>It is not.</summary>
    [Description("is not left alone")]
    None,

    /// <summary>The server said for how long, with <c>Retry-After</c>.</summary>
    [Description("asked to be left alone with Retry-After")]
    RetryAfter,

    /// <summary>It answered 429 and did not say for how long.</summary>
    [Description("answered 429 without Retry-After")]
    TooManyRequests,

    /// <summary>It failed too often in a row.</summary>
    [Description("failed too often in a row, and the breaker closed it")]
    Breaker,

    /// <summary>Its robots.txt cannot be had, and no copy is at hand.</summary>
    [Description("gives no robots.txt, and no copy of it is known")]
    RobotsUnreachable,

    /// <summary>Its robots.txt asks crawlers to come at other hours (<c>Visit-time</c>).</summary>
    [Description("welcomes crawlers at other hours (Visit-time in its robots.txt)")]
    VisitTime,

    /// <summary>Another host's robots.txt was just read from it, by redirect.</summary>
    [Description("was just asked for another host's robots.txt")]
    RobotsRedirect,

    /// <summary>It showed a block or a challenge in place of a page, and did not say for how long.</summary>
    [Description("showed a block or a challenge in place of a page")]
    Blocked,

    /// <summary>A crawl's login failed there, or its pages were seen logged out after it.</summary>
    [Description("refuses a crawl's login, or shows its pages logged out after it")]
    LoginFailed,

    /// <summary>A newer version held it, for a reason that this one does not know.</summary>
    [Description("is left alone for a reason that a newer version knows")]
    Unknown,
}
