using Thresher.Jobs.Scope;
using Thresher.Web.Urls;

namespace Thresher.Grains.Pages;

/// <summary>
/// A bounded cache of URL identities that are committed, which spares the store most links of a page. It may forget,
/// it never lies: only what a finished transaction holds is added, and full hashes are compared.
/// </summary>
public sealed class KnownUrls
{
    private const int Ways = 4;
    private readonly Hash128[] _slots;
    private readonly Lock _lock = new();
    private uint _victim;

    /// <summary>Makes an empty cache.</summary>
    /// <param name="capacity">Identities kept, 16 bytes each; rounded up to a power of two of at least 1,024.</param>
    public KnownUrls(int capacity = 1 << 20) =>
        _slots = new Hash128[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(1024, capacity))];

    /// <summary>Whether a URL is known to be committed.</summary>
    public bool Has(Hash128 identity)
    {
        lock (_lock)
        {
            return SlotOf(identity, identity) >= 0;
        }
    }

    /// <summary>Leaves out of <paramref name="urls"/> those known to be committed.</summary>
    public void RemoveKnown(List<NewUrl> urls)
    {
        lock (_lock)
        {
            urls.RemoveAll(url => SlotOf(url.Hash, url.Hash) >= 0);
        }
    }

    /// <summary>Remembers URLs whose transaction is committed.</summary>
    public void Add(IReadOnlyList<NewUrl> urls)
    {
        lock (_lock)
        {
            foreach (var url in urls)
            {
                if (SlotOf(url.Hash, url.Hash) < 0)
                {
                    var free = SlotOf(url.Hash, default);
                    _slots[free >= 0 ? free : FirstSlotOf(url.Hash) + (int)(_victim++ % Ways)] = url.Hash;
                }
            }
        }
    }

    /// <summary>Where in an identity's bucket some value stands; -1 for nowhere.</summary>
    private int SlotOf(Hash128 identity, Hash128 value)
    {
        var first = FirstSlotOf(identity);
        for (var slot = first; slot < first + Ways; slot++)
        {
            if (_slots[slot].Equals(value))
            {
                return slot;
            }
        }

        return -1;
    }

    private int FirstSlotOf(Hash128 identity) => (int)(identity.Low & (ulong)((_slots.Length / Ways) - 1)) * Ways;
}
