using System.IO.Compression;
using Thresher.Web.Streams;

namespace Thresher.Grains.Bodies;

/// <summary>
/// The "deflate" coding, which RFC 9110 §8.4.1.2 makes zlib but which many servers send as raw deflate: the first two
/// bytes tell (RFC 1950 §2.2).
/// </summary>
internal sealed class DeflateBody(Stream wire) : ReadOnlyPassThroughStream
{
    private Stream? _decoded;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _decoded ??= await OpenAsync(cancellationToken);
        return await _decoded.ReadAsync(buffer, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _decoded?.Dispose();
            wire.Dispose();
        }
    }

    private async Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        var head = new byte[2];
        var length = await wire.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        var whole = new PrefixedStream(head.AsMemory(0, length), wire);
        var isZlib = length == 2 && (head[0] & 0x0F) == 8 && ((head[0] << 8) | head[1]) % 31 == 0;
        return isZlib ? new ZLibStream(whole, CompressionMode.Decompress) : new DeflateStream(whole, CompressionMode.Decompress);
    }
}
