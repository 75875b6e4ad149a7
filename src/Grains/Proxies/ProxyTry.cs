using System.Net;
using Thresher.Jobs.Outcomes;

namespace Thresher.Grains.Proxies;

/// <summary>One try to send a request by a proxy, and what of its end is the proxy's doing.</summary>
/// <param name="server">The proxy.</param>
internal sealed class ProxyTry(ProxyServer server)
{
    /// <summary>A request's option: how it is sent.</summary>
    public static readonly HttpRequestOptionsKey<ProxyTry> Option = new("thresher.proxy");

    /// <summary>The proxy.</summary>
    public ProxyServer Server => server;

    /// <summary>Whether the proxy's connection is there.</summary>
    public bool IsDialled { get; set; }

    /// <summary>What the proxy did, as a clause; null where the end is not its doing.</summary>
    public string? Cause { get; private set; }

    /// <summary>Whether the host may have had the request all the same, so that no other proxy may send it at once.</summary>
    public bool MayHaveArrived { get; private set; }

    /// <summary>Whether the proxy is handed the request itself, and not a tunnel.</summary>
    public bool Forwards { get; set; }

    /// <summary>The outcome of a response that the proxy gives in its own name; null for the host's.</summary>
    public FetchOutcome? Of(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        if (!Forwards || status < 400 || (response.StatusCode != HttpStatusCode.ProxyAuthenticationRequired && !IsItsOwn(response)))
        {
            return null;
        }

        return Take(HttpTunnel.Problem(status, $"{status} {response.ReasonPhrase}".TrimEnd()));
    }

    /// <summary>The outcome of a request that ended without a response: the same, or one of the proxy's.</summary>
    public FetchOutcome Of(FetchOutcome outcome, Exception failure)
    {
        if ((failure as ProxyException ?? failure.InnerException as ProxyException) is { } told)
        {
            return Take(told);
        }

        switch (outcome)
        {
            case FetchOutcome.ConnectTimeout:
                return Take(IsDialled ? ProxyException.Failed("it does not reach the host in time") : ProxyException.Unreachable("it does not answer in time"));
            case FetchOutcome.NoResponse when Forwards:
                MayHaveArrived = true;
                return Take(ProxyException.Unreachable("it closes the connection without an answer"));
            default:
                return outcome;
        }
    }

    /// <summary>RFC 9209, and what the commonest of proxies writes.</summary>
    private static bool IsItsOwn(HttpResponseMessage response) =>
        response.Headers.NonValidated.Contains("X-Squid-Error")
        || (response.Headers.NonValidated.TryGetValues("Proxy-Status", out var said) && said.Any(value => value.Contains("error=", StringComparison.OrdinalIgnoreCase)));

    private FetchOutcome Take(ProxyException problem)
    {
        Cause = problem.Message;
        return problem.Outcome;
    }
}
