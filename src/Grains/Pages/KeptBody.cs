using System.IO.Compression;
using Thresher.Web.Streams;

namespace Thresher.Grains.Pages;

/// <summary>A body that is handed on while it arrives, and kept for the archive: compressed, and no more of it than the limit of a body.</summary>
internal sealed class KeptBody(Stream body, long limit) : ReadOnlyPassThroughStream
{
    private readonly MemoryStream _compressed = new();
    private BrotliStream? _kept;
    private long _left = limit;

    /// <summary>Whether it was read to its end, all of which was kept.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>What came, as bodies are stored.</summary>
    public byte[] Compressed()
    {
        (_kept ??= Begin()).Dispose();
        return _compressed.ToArray();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await body.ReadAsync(buffer, cancellationToken);
        IsWhole = read == 0 && _left >= 0;
        var kept = (int)Math.Min(read, Math.Max(_left, 0));
        _left -= read;
        (_kept ??= Begin()).Write(buffer.Span[..kept]);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            body.Dispose();
        }
    }

    private BrotliStream Begin() => new(_compressed, CompressionLevel.Fastest, leaveOpen: true);
}
