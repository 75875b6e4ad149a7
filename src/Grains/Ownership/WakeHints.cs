using Thresher.Grains.Configuration;
using Thresher.Grains.Contracts;

namespace Thresher.Grains.Ownership;

/// <summary>
/// Wakes domain grains that have work. A hint may be lost, or omitted when this silo serves as many domains as it may:
/// the sweep finds what hints miss.
/// </summary>
public sealed class WakeHints(IGrainFactory grains, ThresherOptions options, ActiveDomains active)
{
    /// <summary>Domains of one batch of seeds that are woken at once; the sweep wakes the others as there is room.</summary>
    private const int MostSeeded = 256;

    /// <summary>The part by which seeds may exceed the domains served at one time: who seeds waits for the first page.</summary>
    private const int ReservePart = 8;

    /// <summary>New links were found on the domains: wakes them, as far as there is room.</summary>
    public void Send(IReadOnlyList<string> domains) => Send(domains, options.ActiveDomains);

    /// <summary>Seeds were accepted on the domains: wakes them, also where links would wait for their turn.</summary>
    public void Seeded(IReadOnlyList<string> domains) =>
        Send(domains.Count > MostSeeded ? [.. domains.Take(MostSeeded)] : domains, options.ActiveDomains + (options.ActiveDomains / ReservePart));

    private void Send(IReadOnlyList<string> domains, int room)
    {
        foreach (var domain in domains)
        {
            if (active.Count >= room)
            {
                return;
            }

            grains.GetGrain<IDomainGrain>(domain).Wake().Ignore();
        }
    }
}
