using Thresher.Grains.Configuration;
using Thresher.Grains.Contracts;

namespace Thresher.Grains.Ownership;

/// <summary>
/// Wakes domain grains that have work. A hint may be lost, or omitted when this silo serves as many domains as it may:
/// the sweep finds what hints miss.
/// </summary>
public sealed class WakeHints(IGrainFactory grains, ThresherOptions options, ActiveDomains active, TimeProvider time)
{
    /// <summary>Domains of one batch of seeds that are woken at once; the sweep wakes the others as there is room.</summary>
    private const int MostSeeded = 256;

    private readonly SeedReserve _reserve = new(options.ActiveDomains, time);

    /// <summary>New links were found on the domains: wakes them, as far as there is room.</summary>
    public void Send(IReadOnlyList<string> domains)
    {
        for (var i = 0; i < domains.Count && active.Count < options.ActiveDomains; i++)
        {
            Wake(domains[i]);
        }
    }

    /// <summary>Seeds of a crawl were accepted on the domains: wakes them, some also where links would wait for their turn.</summary>
    public void Seeded(long crawlId, IReadOnlyList<string> domains)
    {
        var most = Math.Min(domains.Count, MostSeeded);
        var woken = 0;
        for (; woken < most && active.Count < options.ActiveDomains; woken++)
        {
            Wake(domains[woken]);
        }

        if (woken < most)
        {
            _reserve.Add(crawlId, domains.Skip(woken));
            SendReserved();
        }
    }

    /// <summary>Wakes domains of seeds that wait for a place.</summary>
    public void SendReserved()
    {
        foreach (var domain in _reserve.Take(_reserve.Most - active.Count, active.Has))
        {
            Wake(domain);
        }
    }

    private void Wake(string domain) => grains.GetGrain<IDomainGrain>(domain).Wake().Ignore();
}
