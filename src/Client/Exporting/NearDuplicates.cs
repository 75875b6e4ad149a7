using System.Numerics;

namespace Thresher.Client.Exporting;

/// <summary>
/// Finds earlier pages whose fingerprints differ in at most three bits: of four blocks of 16 bits at least one is then
/// equal (Manku, Jain, Das Sarma 2007), so only pages that share a block are compared. The first page of each group
/// of near-duplicates is kept, 40 bytes each; beyond a million, the oldest are dropped.
/// </summary>
internal sealed class NearDuplicates
{
    /// <summary>Bits in which two pages may differ at most.</summary>
    public const int MostBits = 3;

    private const int Blocks = 4;
    private const int BlockBits = 16;
    private const int Capacity = 500_000;

    private Half _current = new();
    private Half? _older;

    /// <summary>Finds an earlier page, and adds this one when there is none.</summary>
    /// <param name="simHash">The page's fingerprint.</param>
    /// <param name="urlId">The page's row.</param>
    /// <returns>The nearest earlier page's row with the number of bits, or null.</returns>
    public (long UrlId, int Bits)? FindOrAdd(ulong simHash, long urlId)
    {
        if (_current.Find(simHash) is { } found)
        {
            return found;
        }

        if (_older?.Find(simHash) is { } before)
        {
            return before;
        }

        if (_current.Count == Capacity)
        {
            _older = _current;
            _current = new Half();
        }

        _current.Add(simHash, urlId);
        return null;
    }

    private sealed class Half
    {
        private readonly List<(ulong SimHash, long UrlId)> _pages = [];
        private readonly List<int>[] _next = [[], [], [], []];
        private readonly int[][] _heads = [New(), New(), New(), New()];

        public int Count => _pages.Count;

        public (long, int)? Find(ulong simHash)
        {
            (long UrlId, int Bits)? nearest = null;
            for (var block = 0; block < Blocks; block++)
            {
                for (var at = _heads[block][Key(simHash, block)]; at >= 0; at = _next[block][at])
                {
                    var bits = BitOperations.PopCount(_pages[at].SimHash ^ simHash);
                    if (bits <= MostBits && (nearest is null || bits < nearest.Value.Bits))
                    {
                        nearest = (_pages[at].UrlId, bits);
                    }
                }
            }

            return nearest;
        }

        public void Add(ulong simHash, long urlId)
        {
            for (var block = 0; block < Blocks; block++)
            {
                ref var head = ref _heads[block][Key(simHash, block)];
                _next[block].Add(head);
                head = _pages.Count;
            }

            _pages.Add((simHash, urlId));
        }

        private static int Key(ulong simHash, int block) => (int)(simHash >> (block * BlockBits)) & 0xFFFF;

        private static int[] New()
        {
            var heads = new int[1 << BlockBits];
            Array.Fill(heads, -1);
            return heads;
        }
    }
}
