namespace Thresher.Grains.Contracts;

/// <summary>Why a host is left alone beyond its delay. Stored by name: never rename one.</summary>
public enum HoldReason
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>The server said for how long, with <c>Retry-After</c>.</summary>
    RetryAfter,

    /// <summary>It answered 429 and did not say for how long.</summary>
    TooManyRequests,

    /// <summary>It failed too often in a row.</summary>
    Breaker,

    /// <summary>Its robots.txt cannot be had, and no copy is at hand.</summary>
    RobotsUnreachable,

    /// <summary>Its robots.txt asks crawlers to come at other hours (<c>Visit-time</c>).</summary>
    VisitTime,

    /// <summary>Another host's robots.txt was just read from it, by redirect.</summary>
    RobotsRedirect,
}
