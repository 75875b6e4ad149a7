using Thresher.Jobs.Outcomes;

namespace Thresher.Grains.Proxies;

/// <summary>
/// The proxies that one request may use, and what became of it with them. A proxy that gives no way is left for the next at once, since
/// the host has had no request; the host is answerable for nothing of that while there is another proxy.
/// </summary>
/// <param name="crawlId">The crawl.</param>
/// <param name="choices">The proxies, the domain's own first; at least one.</param>
/// <param name="health">How they behave.</param>
public sealed class ProxyRoute(long crawlId, IReadOnlyList<ProxyServer> choices, ProxyHealth health)
{
    /// <summary>Proxies to try for one attempt at a URL at most.</summary>
    private const int MostTries = 3;

    private string? _failed;

    /// <summary>The proxy that was tried last; null before the request.</summary>
    public ProxyServer? Used { get; private set; }

    /// <summary>Whether the domain is to go on to its next proxy: it is blocked at this one, or this one does not reach it.</summary>
    public bool Turns { get; private set; }

    /// <summary>Whether the failure is the proxies' alone, and others are left to try.</summary>
    public bool SparesHost { get; private set; }

    /// <summary>Which proxy did what, where the request ended so; null where it did not.</summary>
    public string? Note { get; private set; }

    /// <summary>The proxies to try, in this order: those that are not held, then those that are held, by the time left.</summary>
    internal IReadOnlyList<ProxyServer> Tries() =>
        [.. choices.OrderBy(proxy => health.HeldUntil(crawlId, proxy) ?? DateTimeOffset.MinValue).Take(MostTries)];

    /// <summary>Takes the end of a try.</summary>
    /// <param name="attempt">The try.</param>
    /// <param name="outcome">How it ended.</param>
    /// <returns>Whether the next proxy is to be tried now.</returns>
    internal bool Ended(ProxyTry attempt, FetchOutcome outcome)
    {
        Used = attempt.Server;
        if (attempt.Cause is not { } cause)
        {
            Note = null;
            SparesHost = false;
            Turns = choices.Count > 1 && (IsBlock(outcome) || _failed == choices[0].Name);
            if (outcome is not (FetchOutcome.Cancelled or FetchOutcome.PrivateAddress or FetchOutcome.DnsNameNotFound or FetchOutcome.DnsFailure))
            {
                health.Worked(crawlId, attempt.Server);
            }

            return false;
        }

        health.Failed(crawlId, attempt.Server, outcome, cause);
        Note = $"the proxy {attempt.Server.Name}: {cause}";
        _failed = outcome == FetchOutcome.ProxyFailed ? _failed ?? attempt.Server.Name : _failed;
        SparesHost = choices.Any(proxy => health.HeldUntil(crawlId, proxy) is null && proxy != attempt.Server);
        Turns = SparesHost && outcome == FetchOutcome.ProxyFailed;
        return !attempt.MayHaveArrived;
    }

    /// <summary>Whether the host refuses whom it takes this crawler for.</summary>
    private static bool IsBlock(FetchOutcome outcome) => outcome is FetchOutcome.Forbidden or FetchOutcome.TooManyRequests or FetchOutcome.Blocked or FetchOutcome.Challenge;
}
