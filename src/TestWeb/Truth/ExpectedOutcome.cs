namespace Thresher.TestWeb.Truth;

/// <summary>How a fetch of a URL ends for a correct crawler that retries transient failures.</summary>
public enum ExpectedOutcome
{
    /// <summary>200 with the whole body, at once or after retries.</summary>
    Fetched,

    /// <summary>200 with a body beyond any sensible limit; what was read up to the limit counts.</summary>
    FetchedPartly,

    /// <summary>A redirect to another URL, which is a page of its own.</summary>
    Redirected,

    /// <summary>A redirect that leads back to itself.</summary>
    RedirectLoop,

    /// <summary>Fails with the page's status.</summary>
    FailedStatus,

    /// <summary>Fails after the status: the body is cut off or explodes on decoding.</summary>
    FailedBody,

    /// <summary>Never asked for: robots.txt disallows it.</summary>
    Disallowed,

    /// <summary>Never asked for: the host's robots.txt is unreachable.</summary>
    RobotsUnavailable,
}
