using Thresher.Web.Streams;

namespace Thresher.Web.Sitemaps;

/// <summary>Counts the decompressed bytes of a sitemap and ends it where it becomes a bomb. Leaves the stream open.</summary>
internal sealed class BoundedStream(Stream inner, long limit) : ForwardStream
{
    // XmlReader holds a tag, an attribute and a CDATA section whole: what it swallows without a result is its memory.
    private const long MaxNodeLength = 1024 * 1024;

    private readonly byte[] _probe = new byte[1];
    private long _sinceNode;

    /// <summary>Bytes read so far.</summary>
    public long Count { get; private set; }

    /// <summary>Whether the last byte read stands between a &lt; and the next &gt;.</summary>
    public bool EndsInsideTag { get; private set; }

    /// <summary>Whether more than 1 MiB without a call of <see cref="NodeRead"/> is refused.</summary>
    public bool LimitsNodes { get; set; }

    /// <summary>Tells that a piece of markup was taken from what was read.</summary>
    public void NodeRead() => _sinceNode = 0;

    /// <exception cref="SitemapTooLargeException">There is more to read than the limits allow.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Count == limit)
        {
            return await inner.ReadAsync(_probe, cancellationToken) == 0
                ? 0
                : throw new SitemapTooLargeException($"it is larger than {limit} bytes");
        }

        var room = (int)Math.Min(buffer.Length, limit - Count);
        var read = await inner.ReadAsync(buffer[..room], cancellationToken);
        Count += read;
        _sinceNode += read;
        if (LimitsNodes && _sinceNode > MaxNodeLength)
        {
            throw new SitemapTooLargeException($"a part of it is larger than {MaxNodeLength} bytes");
        }

        var bracket = buffer.Span[..read].LastIndexOfAny((byte)'<', (byte)'>');
        EndsInsideTag = bracket < 0 ? EndsInsideTag : buffer.Span[bracket] == '<';
        return read;
    }
}
