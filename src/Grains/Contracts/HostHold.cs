using System.Text;

namespace Thresher.Grains.Contracts;

/// <summary>That a host is left alone, and why.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Until">Unix milliseconds before which it is sent no request.</param>
[GenerateSerializer, Immutable, Alias("thresher.host-hold")]
public sealed record HostHold([property: Id(0)] HoldReason Reason, [property: Id(1)] long Until)
{
    /// <summary>The reason as users read it in <c>hosts</c>, on the crawl page and in metrics: <c>retry-after</c>.</summary>
    public static string Name(HoldReason reason)
    {
        var text = new StringBuilder();
        foreach (var c in reason.ToString())
        {
            text.Append(char.IsUpper(c) && text.Length > 0 ? "-" : "").Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }

    /// <summary>The reason as a clause that follows the host's name.</summary>
    public static string Describe(HoldReason reason) => reason switch
    {
        HoldReason.RetryAfter => "asked to be left alone with Retry-After",
        HoldReason.TooManyRequests => "answered 429 without Retry-After",
        HoldReason.Breaker => "failed too often in a row, and the breaker closed it",
        HoldReason.RobotsUnreachable => "gives no robots.txt, and no copy of it is known",
        HoldReason.VisitTime => "welcomes crawlers at other hours (Visit-time in its robots.txt)",
        HoldReason.RobotsRedirect => "was just asked for another host's robots.txt",
        _ => "is not left alone",
    };
}
