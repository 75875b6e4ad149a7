using Thresher.Web.Streams;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Thresher.Grains.Bodies;

/// <summary>
/// The "zstd" coding (RFC 8878), with windows of up to 8 MiB, which is what RFC 9659 has servers keep to and bounds a decoder's memory.
/// The decoder's assembly is loaded by the first body that needs it.
/// </summary>
internal sealed class ZstdBody(Stream coded) : ReadOnlyPassThroughStream
{
    private const int WindowLog = 23;
    private Stream? _decoded;

    /// <exception cref="InvalidDataException">The coded body is broken, or wants a larger window.</exception>
    /// <exception cref="EndOfStreamException">The coded body ends before its end.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _decoded ??= await OpenAsync(cancellationToken);
        try
        {
            return await _decoded.ReadAsync(buffer, cancellationToken);
        }
        catch (ZstdException broken)
        {
            throw new InvalidDataException(broken.Message, broken);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _decoded?.Dispose();
            coded.Dispose();
        }
    }

    /// <summary>A body of no bytes is an empty page, as with the other codings.</summary>
    private async Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        var head = new byte[1];
        if (await coded.ReadAsync(head, cancellationToken) == 0)
        {
            return Null;
        }

        var decoded = new DecompressionStream(new PrefixedStream(head, coded), leaveOpen: true);
        decoded.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, WindowLog);
        return decoded;
    }
}
