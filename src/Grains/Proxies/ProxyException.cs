using Thresher.Jobs.Outcomes;

namespace Thresher.Grains.Proxies;

/// <summary>A proxy did not give a way to the host; the host was not asked.</summary>
/// <param name="outcome">Which of the proxies' outcomes it is.</param>
/// <param name="cause">What the proxy did, as a clause.</param>
internal sealed class ProxyException(FetchOutcome outcome, string cause) : IOException(cause)
{
    /// <summary>Which of the proxies' outcomes it is.</summary>
    public FetchOutcome Outcome => outcome;

    /// <summary>Nothing answers there, or not as a proxy does.</summary>
    public static ProxyException Unreachable(string cause) => new(FetchOutcome.ProxyUnreachable, cause);

    /// <summary>It does not let this crawler in.</summary>
    public static ProxyException Refused(string cause) => new(FetchOutcome.ProxyRefused, cause);

    /// <summary>It lets the crawler in, and does not reach the host or does not want to.</summary>
    public static ProxyException Failed(string cause) => new(FetchOutcome.ProxyFailed, cause);
}
