using System.Buffers;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Thresher.Web.Links;

/// <summary>
/// Collects a page's distinct links in order of first appearance; a repeated one allocates nothing.
/// Holds at most <c>maxLinks</c>.
/// </summary>
internal sealed class LinkTable(int maxLinks) : IDisposable
{
    private const int FirstSlots = 128;

    // Pages may be hostile: without a random seed, links made to collide would cost quadratic time.
    private static readonly long Seed = Random.Shared.NextInt64();

    private RawLink[] _links = ArrayPool<RawLink>.Shared.Rent(FirstSlots / 2);
    private ulong[] _hashes = ArrayPool<ulong>.Shared.Rent(FirstSlots / 2);
    private int[] _slots = NewSlots(FirstSlots);
    private int _slotMask = FirstSlots - 1;
    private int _count;

    /// <summary>Whether a distinct link was refused.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Adds a link, or merges it into the one with the same text.</summary>
    public void Add(ReadOnlySpan<char> href, LinkKind kind, LinkRel rel)
    {
        var hash = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(href), Seed);
        var slot = (int)hash & _slotMask;
        while (_slots[slot] is var held and not 0)
        {
            ref var link = ref _links[held - 1];
            if (_hashes[held - 1] == hash && href.SequenceEqual(link.Href))
            {
                link = link with { Kind = kind < link.Kind ? kind : link.Kind, Rel = link.Rel & rel };
                return;
            }

            slot = (slot + 1) & _slotMask;
        }

        if (_count >= maxLinks)
        {
            IsCut = true;
            return;
        }

        if (_count == _links.Length || _count >= _hashes.Length)
        {
            Grow(ref _links);
            Grow(ref _hashes);
        }

        _links[_count] = new(href.ToString(), kind, rel);
        _hashes[_count++] = hash;
        _slots[slot] = _count;
        if (_count * 2 > _slotMask)
        {
            GrowSlots();
        }
    }

    /// <summary>The links collected.</summary>
    /// <param name="withEmpty">Whether a link with an empty text is one.</param>
    public RawLink[] ToArray(bool withEmpty)
    {
        var links = _links.AsSpan(0, _count);
        if (!withEmpty)
        {
            for (var i = 0; i < links.Length; i++)
            {
                if (links[i].Href.Length == 0)
                {
                    return [.. links[..i], .. links[(i + 1)..]];
                }
            }
        }

        return links.ToArray();
    }

    public void Dispose()
    {
        ArrayPool<RawLink>.Shared.Return(_links, clearArray: true);
        ArrayPool<ulong>.Shared.Return(_hashes);
        ArrayPool<int>.Shared.Return(_slots);
    }

    private void GrowSlots()
    {
        ArrayPool<int>.Shared.Return(_slots);
        _slotMask = (_slotMask * 2) + 1;
        _slots = NewSlots(_slotMask + 1);
        for (var i = 0; i < _count; i++)
        {
            var slot = (int)_hashes[i] & _slotMask;
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & _slotMask;
            }

            _slots[slot] = i + 1;
        }
    }

    private void Grow<T>(ref T[] array)
    {
        if (array.Length > _count)
        {
            return;
        }

        var larger = ArrayPool<T>.Shared.Rent(_count * 2);
        array.AsSpan(0, _count).CopyTo(larger);
        ArrayPool<T>.Shared.Return(array, clearArray: true);
        array = larger;
    }

    private static int[] NewSlots(int count)
    {
        var slots = ArrayPool<int>.Shared.Rent(count);
        slots.AsSpan(0, count).Clear();
        return slots;
    }
}
