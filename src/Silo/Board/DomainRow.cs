using Thresher.Grains.Contracts;
using Thresher.Storage.Rows;

namespace Thresher.Silo.Board;

/// <summary>One domain of a crawl as the page shows it: the ledger's counts and its grain's activity.</summary>
/// <param name="Domain">Domain key.</param>
/// <param name="State">In a word or two.</param>
/// <param name="DelaySeconds">Least time between two requests as applied now; null when no silo reported it.</param>
/// <param name="NotBefore">Time before which no request is sent, Unix milliseconds; null for none.</param>
/// <param name="InFlight">URLs dispatched and not committed.</param>
/// <param name="Queued">URLs waiting.</param>
/// <param name="Leased">URLs that the domain's grain holds, those in flight among them.</param>
/// <param name="Retrying">URLs waiting for another try.</param>
/// <param name="Fetched">Pages stored.</param>
/// <param name="Failed">URLs failed or quarantined.</param>
/// <param name="Silo">The silo that owns it; null for none.</param>
internal sealed record DomainRow(
    string Domain, string State, double? DelaySeconds, long? NotBefore, int InFlight, long Queued, long Leased, long Retrying, long Fetched, long Failed, string? Silo)
{
    private static readonly long LastTime = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>Joins the store's row with the grain's view, where the grain was reported.</summary>
    /// <param name="host">The store's row.</param>
    /// <param name="view">The grain's view, or null.</param>
    /// <param name="now">Unix milliseconds.</param>
    public static DomainRow Of(HostRow host, DomainView? view, long now)
    {
        // A host that is paused, or has nothing to do, is woken never, which is not a time.
        var wakeAt = host.WakeAt > LastTime ? 0 : host.WakeAt;
        var notBefore = Math.Max(wakeAt, view?.NotBefore ?? 0);
        return new DomainRow(
            host.Domain,
            StateOf(host, view, now),
            view?.Delay.TotalSeconds,
            notBefore > now && host.Queued + host.Leased + host.Retrying > 0 ? notBefore : null,
            view?.InFlight ?? 0,
            host.Queued,
            host.Leased,
            host.Retrying,
            host.Fetched,
            host.Failed + host.Quarantined,
            host.Owner);
    }

    private static string StateOf(HostRow host, DomainView? view, long now) =>
        host.Paused ? "paused"
        : host.Queued + host.Leased + host.Retrying == 0 ? "done"
        : view is not null ? view.Activity
        : host.Owner is not null ? "served"
        : host.WakeAt > now ? "holding off"
        : "due";
}
