using Thresher.Web.Streams;

namespace Thresher.Grains.Fetching;

/// <summary>
/// One decoded layer of a body: watches that it does not expand too far over the wire, and gives the decoders' failures
/// one form each.
/// </summary>
internal sealed class DecodedStream(Stream decoder, CountingStream wire) : ReadOnlyPassThroughStream
{
    /// <summary>Decoded bytes per byte on the wire beyond which a body is a bomb; small bodies may expand freely.</summary>
    private const int MaxRatio = 100;
    private const int FreeBytes = 1024 * 1024;

    private long _count;

    /// <exception cref="ExpansionBombException">The body expands too far.</exception>
    /// <exception cref="EndOfStreamException">The coded body ends before its end.</exception>
    /// <exception cref="InvalidDataException">The coded body is broken.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read;
        try
        {
            read = await decoder.ReadAsync(buffer, cancellationToken);
        }
        catch (InvalidDataException) when (wire.HasEnded)
        {
            // A decoder asks on after the wire's end only when its own end has not come.
            throw new EndOfStreamException("The coded body ends before its end.");
        }
        catch (InvalidOperationException broken) when (broken is not ObjectDisposedException)
        {
            // The Brotli decoder's way to say so.
            throw new InvalidDataException(broken.Message, broken);
        }

        _count += read;
        return _count > FreeBytes && _count / MaxRatio > wire.Count ? throw new ExpansionBombException() : read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            decoder.Dispose();
        }
    }
}
