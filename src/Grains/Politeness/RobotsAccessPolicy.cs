using Thresher.Grains.Contracts;

namespace Thresher.Grains.Politeness;

/// <summary>Maps how a robots.txt fetch ended to what the crawler may do next (RFC 9309 §2.3.1 and §2.4).</summary>
public static class RobotsAccessPolicy
{
    /// <summary>Redirects to follow in a row, whatever host they lead to; the file found applies to the domain first asked (RFC 9309 §2.3.1.2).</summary>
    public const int MaxRedirects = 5;

    /// <summary>How long a copy may be used before it is fetched again; longer only while robots.txt is unreachable (RFC 9309 §2.4).</summary>
    public static readonly TimeSpan CacheLifetime = TimeSpan.FromHours(24);

    /// <summary>After this long without an answer an unreachable file counts as absent (RFC 9309 §2.3.1.4 suggests 30 days).</summary>
    public static readonly TimeSpan UnreachableLimit = TimeSpan.FromDays(30);

    /// <summary>How long an expired copy is used on before the file is asked for again.</summary>
    public static readonly TimeSpan UnreachableRetry = TimeSpan.FromMinutes(30);

    /// <summary>Decides from the last response of a robots.txt fetch. Every 4xx allows all, 401, 403 and 429 too: their back-off is the domain's affair, not the file's.</summary>
    /// <param name="statusCode">The last response's status; null when there was none (DNS, connect, TLS, timeout).</param>
    /// <param name="redirects">Redirect responses received in a row, the last response included, ≥ 0.</param>
    /// <param name="unreachableFor">How long the file has been unreachable already; zero at the first failure.</param>
    public static RobotsAccess Decide(int? statusCode, int redirects = 0, TimeSpan unreachableFor = default) => statusCode switch
    {
        >= 200 and <= 299 => RobotsAccess.Rules,
        >= 300 and <= 399 when redirects > MaxRedirects => RobotsAccess.AllowAll,
        >= 400 and <= 499 => RobotsAccess.AllowAll,
        _ => unreachableFor >= UnreachableLimit ? RobotsAccess.AllowAll : RobotsAccess.Defer,
    };
}
