using System.Buffers.Binary;
using Thresher.Web.Urls;

namespace Thresher.Storage.Depths;

/// <summary>
/// Where a URL leads, as far as a shorter way to it would make the way to those shorter too. Kept with its row, so that
/// the depths of a crawl do not depend on which of two ways was found first, and no page is fetched again to find out.
/// </summary>
public sealed class OutLinks
{
    private const int HeaderSize = 1 + sizeof(int);

    private readonly HashSet<Hash128> _next = [];
    private readonly HashSet<Hash128> _same = [];

    /// <summary>Whether links were left out because they lie beyond the job's limit of depth.</summary>
    public bool TooDeep { get; set; }

    /// <summary>Whether there is nothing to keep.</summary>
    public bool IsEmpty => !TooDeep && _next.Count == 0 && _same.Count == 0;

    /// <summary>Targets with the steps that they are away.</summary>
    public IEnumerable<(Hash128 Target, int Steps)> Targets => _next.Select(target => (target, 1)).Concat(_same.Select(target => (target, 0)));

    /// <summary>Adds a target.</summary>
    /// <param name="target">Its identity in the crawl.</param>
    /// <param name="steps">1 for a link; 0 for a redirect's target and a canonical link's, which are no step away.</param>
    public void Add(Hash128 target, int steps) => (steps == 0 ? _same : _next).Add(target);

    /// <summary>Adds what others lead to.</summary>
    public void Add(OutLinks others)
    {
        TooDeep |= others.TooDeep;
        _next.UnionWith(others._next);
        _same.UnionWith(others._same);
    }

    /// <summary>The form in which they are stored; null when there is nothing to keep.</summary>
    public byte[]? ToBytes()
    {
        if (IsEmpty)
        {
            return null;
        }

        var bytes = new byte[HeaderSize + ((_next.Count + _same.Count) * Hash128.Size)];
        bytes[0] = TooDeep ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(1), _next.Count);
        var at = HeaderSize;
        foreach (var (target, _) in Targets)
        {
            target.Write(bytes.AsSpan(at));
            at += Hash128.Size;
        }

        return bytes;
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    public static OutLinks Read(ReadOnlySpan<byte> bytes)
    {
        var links = new OutLinks { TooDeep = bytes[0] != 0 };
        var next = BinaryPrimitives.ReadInt32LittleEndian(bytes[1..]);
        for (var at = HeaderSize; at < bytes.Length; at += Hash128.Size, next--)
        {
            links.Add(Hash128.Read(bytes[at..]), next > 0 ? 1 : 0);
        }

        return links;
    }
}
