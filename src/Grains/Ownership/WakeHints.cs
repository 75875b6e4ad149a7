using Thresher.Grains.Configuration;
using Thresher.Grains.Contracts;

namespace Thresher.Grains.Ownership;

/// <summary>
/// Tells domain grains that they have something to do. A hint may be lost, or held back when this silo serves as many
/// domains as it may: the sweep finds what hints miss.
/// </summary>
public sealed class WakeHints(IGrainFactory grains, ThresherOptions options, ActiveDomains active)
{
    /// <summary>Wakes the domains, as far as there is room.</summary>
    public void Send(IReadOnlyList<string> domains)
    {
        foreach (var domain in domains)
        {
            if (active.Count >= options.ActiveDomains)
            {
                return;
            }

            grains.GetGrain<IDomainGrain>(domain).Wake().Ignore();
        }
    }
}
