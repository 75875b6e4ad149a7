using Thresher.Jobs.Scope;
using Thresher.Web.Urls;

namespace Thresher.Grains.Links;

/// <summary>
/// A bounded cache of URL identities that are committed, which spares the store most links of a page. It may forget,
/// it never lies: only what a finished transaction holds is added, and full hashes are compared. With each URL stands a
/// depth that its row does not exceed, or will not once the shorter way that was noted is carried out.
/// </summary>
public sealed class KnownUrls
{
    private const int Ways = 4;
    private const int FirstCapacity = 16 * 1024;
    private readonly int _capacity;
    private readonly Lock _lock = new();
    private Hash128[] _slots;
    private ushort[] _depths;
    private int _used;
    private uint _victim;

    /// <summary>Makes an empty cache, which takes memory as it fills.</summary>
    /// <param name="capacity">Identities kept, 18 bytes each; rounded up to a power of two of at least 1,024.</param>
    public KnownUrls(int capacity = 1 << 20)
    {
        _capacity = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(1024, capacity));
        _slots = new Hash128[Math.Min(_capacity, FirstCapacity)];
        _depths = new ushort[_slots.Length];
    }

    /// <summary>The depth of a URL that is known to be committed; -1 of another.</summary>
    public int DepthOf(Hash128 identity)
    {
        lock (_lock)
        {
            var slot = SlotOf(identity, identity);
            return slot < 0 ? -1 : _depths[slot];
        }
    }

    /// <summary>Leaves out of <paramref name="urls"/> those known to be committed, and no farther away than they say.</summary>
    public void RemoveKnown(List<NewUrl> urls)
    {
        lock (_lock)
        {
            urls.RemoveAll(url => SlotOf(url.Hash, url.Hash) is >= 0 and var slot && _depths[slot] <= url.Depth);
        }
    }

    /// <summary>Remembers URLs whose transaction is committed.</summary>
    public void Add(IReadOnlyList<NewUrl> urls)
    {
        lock (_lock)
        {
            foreach (var url in urls)
            {
                var depth = (ushort)Math.Min(url.Depth, ushort.MaxValue);
                var slot = SlotOf(url.Hash, url.Hash);
                if (slot >= 0)
                {
                    _depths[slot] = Math.Min(_depths[slot], depth);
                    continue;
                }

                if (_used > _slots.Length / Ways && _slots.Length < _capacity)
                {
                    Grow();
                }

                Put(url.Hash, depth);
            }
        }
    }

    private void Put(Hash128 identity, ushort depth)
    {
        var slot = SlotOf(identity, default);
        if (slot >= 0)
        {
            _used++;
        }
        else
        {
            slot = FirstSlotOf(identity) + (int)(_victim++ % Ways);
        }

        (_slots[slot], _depths[slot]) = (identity, depth);
    }

    private void Grow()
    {
        var (slots, depths) = (_slots, _depths);
        (_slots, _depths, _used) = (new Hash128[slots.Length * 2], new ushort[slots.Length * 2], 0);
        for (var slot = 0; slot < slots.Length; slot++)
        {
            if (!slots[slot].Equals(default))
            {
                Put(slots[slot], depths[slot]);
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
