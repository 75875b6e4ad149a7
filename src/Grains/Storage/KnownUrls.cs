namespace Thresher.Storage;

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
            return IndexIn(BucketOf(identity), identity) >= 0;
        }
    }

    /// <summary>Leaves out of <paramref name="urls"/> those known to be committed.</summary>
    public void RemoveKnown(List<NewUrl> urls)
    {
        lock (_lock)
        {
            urls.RemoveAll(url => IndexIn(BucketOf(url.Hash), url.Hash) >= 0);
        }
    }

    /// <summary>Remembers URLs whose transaction is committed.</summary>
    public void Add(IReadOnlyList<NewUrl> urls)
    {
        lock (_lock)
        {
            foreach (var url in urls)
            {
                var bucket = BucketOf(url.Hash);
                if (IndexIn(bucket, url.Hash) < 0)
                {
                    var free = IndexIn(bucket, default);
                    bucket[free >= 0 ? free : (int)(_victim++ % Ways)] = url.Hash;
                }
            }
        }
    }

    private static int IndexIn(ReadOnlySpan<Hash128> bucket, Hash128 hash)
    {
        for (var i = 0; i < bucket.Length; i++)
        {
            if (bucket[i] == hash)
            {
                return i;
            }
        }

        return -1;
    }

    private Span<Hash128> BucketOf(Hash128 hash) =>
        _slots.AsSpan((int)(hash.Low & (ulong)((_slots.Length / Ways) - 1)) * Ways, Ways);
}
