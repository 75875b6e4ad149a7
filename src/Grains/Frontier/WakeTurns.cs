using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Thresher.Grains.Frontier;

/// <summary>
/// Decides which silo wakes which due domain. All silos find the same ones; if each woke them all, a domain would be
/// woken once for every silo and its grain be activated more than once, just when many change owners. So each wakes its
/// part, chosen by a hash of the domain's name, and another's part only when that has waited. Single-threaded.
/// </summary>
internal sealed class WakeTurns(TimeProvider time)
{
    /// <summary>How long another silo may take to wake its part; longer than a few sweeps.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private Dictionary<string, long> _waiting = new(StringComparer.Ordinal);

    /// <summary>Those of the due domains that this silo is to wake now.</summary>
    /// <typeparam name="TSilo">What names a silo.</typeparam>
    /// <param name="due">Keys of the domains that are due, at each sweep.</param>
    /// <param name="silos">The silos that serve.</param>
    /// <param name="self">This silo; one that is not among them has no part.</param>
    public IReadOnlyList<string> Take<TSilo>(IReadOnlyList<string> due, IEnumerable<TSilo> silos, TSilo self)
        where TSilo : IComparable<TSilo>
    {
        var order = silos.Order().ToList();
        var part = order.IndexOf(self);
        var now = time.GetTimestamp();
        var waiting = new Dictionary<string, long>(StringComparer.Ordinal);
        var taken = new List<string>();
        foreach (var domain in due)
        {
            var since = waiting[domain] = _waiting.GetValueOrDefault(domain, now);
            if ((part >= 0 && Hash(domain) % (uint)order.Count == part) || time.GetElapsedTime(since, now) >= Patience)
            {
                taken.Add(domain);
            }
        }

        _waiting = waiting;
        return taken;
    }

    /// <summary>The same in every process.</summary>
    private static uint Hash(string domain) => XxHash32.HashToUInt32(MemoryMarshal.AsBytes(domain.AsSpan()));
}
