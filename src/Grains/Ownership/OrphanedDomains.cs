using Thresher.Grains.Configuration;
using Thresher.Storage;

namespace Thresher.Grains.Ownership;

/// <summary>
/// Finds the domains that this silo owns and none of its grains serves: their grain lost its directory entry with
/// another silo, or releasing them failed. Their lease would be renewed for as long as the silo lives, and nothing would be
/// fetched from them. A domain counts as orphaned when two checks in a row miss its grain, since grains come and go.
/// </summary>
internal sealed class OrphanedDomains(IDomainOwners owners, ActiveDomains active, ThresherOptions options, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private HashSet<string> _missed = [];
    private long _checkedAt;

    /// <summary>Checks, unless the last check was too recent.</summary>
    /// <returns>Domains to wake: the grain that is then activated acquires them anew.</returns>
    public async Task<IReadOnlyList<string>> FindAsync(CancellationToken cancellationToken)
    {
        if (_checkedAt != 0 && time.GetElapsedTime(_checkedAt) < Interval)
        {
            return [];
        }

        _checkedAt = time.GetTimestamp();
        var missed = (await owners.OwnedDomainsAsync(options.Owner, cancellationToken)).Where(domain => !active.Has(domain)).ToHashSet();
        var orphaned = missed.Where(_missed.Contains).ToList();
        _missed = missed;
        return orphaned;
    }
}
