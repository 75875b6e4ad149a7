using System.Net.Http.Headers;
using Thresher.Grains.Bodies;
using Thresher.Jobs;
using Thresher.Web.Streams;

namespace Thresher.Grains.Fetching;

/// <summary>Reads and decodes a body into a pooled buffer that grows with what has come, up to a size.</summary>
internal static class BodyReader
{
    private const int FirstBuffer = 32 * 1024;

    /// <summary>An announced length is believed up to here: announcing costs a server nothing, holding costs us memory.</summary>
    private const int LargestFirstBuffer = 256 * 1024;

    /// <summary>Reads a body; each further piece of memory is reserved before it is read.</summary>
    /// <returns>The rented buffer with its length, and whether the body was cut.</returns>
    /// <exception cref="InvalidDataException">The body cannot be decoded, and <see cref="FetchLimits.TakesUndecodable"/> is off.</exception>
    /// <exception cref="HttpIOException">The length is contradictory, or the connection ends before the body.</exception>
    /// <exception cref="EndOfStreamException">The coded body ends before its end.</exception>
    /// <exception cref="ExpansionBombException">The body expands too far.</exception>
    public static async Task<BodyBytes> ReadAsync(
        HttpContent content, FetchLimits limits, BodyMeter meter, CancellationToken cancellationToken)
    {
        var limit = (int)Math.Min(limits.MaxBodyBytes, Array.MaxLength);
        var first = FirstLength(content.Headers.ContentLength, limit);
        if (!limits.TakesUndecodable)
        {
            await using var body = await OpenAsync(content, cancellationToken);
            return await ReadAsync(body, first, limit, meter, cancellationToken);
        }

        await using var wire = await WireAsync(content, cancellationToken);
        var coded = await ReadAsync(wire, first, limit, meter, cancellationToken);
        meter.Keep(coded.Buffer.Length);
        try
        {
            await using var body = new EarlyEnd(ContentCoding.Decode(new CountingStream(new MemoryStream(coded.Buffer, 0, coded.Length)), Codings(content)));
            var decoded = await ReadAsync(body, FirstBuffer, limit, meter, cancellationToken);
            if (body.IsEarly && decoded.Length == 0)
            {
                BodyBuffer.Return(decoded.Buffer);
                return coded;
            }

            BodyBuffer.Return(coded.Buffer);
            return decoded with { Cut = decoded.Cut || coded.Cut || body.IsEarly };
        }
        catch (InvalidDataException)
        {
            return coded;
        }
        catch
        {
            BodyBuffer.Return(coded.Buffer);
            throw;
        }
    }

    private static async Task<BodyBytes> ReadAsync(Stream body, int first, int limit, BodyMeter meter, CancellationToken cancellationToken)
    {
        await meter.ReserveAsync(first, cancellationToken);
        var buffer = BodyBuffer.Rent(first);
        var filled = 0;
        try
        {
            while (true)
            {
                if (filled == buffer.Length && filled < limit)
                {
                    var length = (int)Math.Min((long)buffer.Length * 2, limit);
                    await meter.ReserveAsync(length, cancellationToken);
                    buffer = Grow(buffer, filled, length);
                }

                var room = Math.Min(buffer.Length, limit) - filled;
                if (room == 0)
                {
                    return new BodyBytes(buffer, filled, await HasMoreAsync(body, cancellationToken));
                }

                var read = await body.ReadAsync(buffer.AsMemory(filled, room), cancellationToken);
                if (read == 0)
                {
                    return new BodyBytes(buffer, filled, false);
                }

                filled += read;
                meter.Came(read);
            }
        }
        catch
        {
            BodyBuffer.Return(buffer);
            throw;
        }
    }

    /// <summary>The decoded body as a stream.</summary>
    /// <exception cref="InvalidDataException">The content coding is none that is undone here.</exception>
    /// <exception cref="HttpIOException">The length is contradictory.</exception>
    public static async Task<Stream> OpenAsync(HttpContent content, CancellationToken cancellationToken) =>
        ContentCoding.Decode(await WireAsync(content, cancellationToken), Codings(content));

    private static async Task<CountingStream> WireAsync(HttpContent content, CancellationToken cancellationToken)
    {
        if (content.Headers.NonValidated.TryGetValues("Content-Length", out var lengths) && lengths.Distinct().Count() > 1)
        {
            // RFC 9112 §6.3: nobody can tell where such a body ends.
            throw new HttpIOException(HttpRequestError.InvalidResponse, "Content-Length is given twice and differs.");
        }

        return new CountingStream(await content.ReadAsStreamAsync(cancellationToken));
    }

    private static HeaderStringValues Codings(HttpContent content) =>
        content.Headers.NonValidated.TryGetValues("Content-Encoding", out var values) ? values : default;

    private static int FirstLength(long? announced, int limit) =>
        (int)Math.Min(Math.Clamp(announced + 1 ?? FirstBuffer, 1024, LargestFirstBuffer), limit);

    private static byte[] Grow(byte[] buffer, int filled, int length)
    {
        var larger = BodyBuffer.Rent(length);
        buffer.AsSpan(0, filled).CopyTo(larger);
        BodyBuffer.Return(buffer);
        return larger;
    }

    private static async Task<bool> HasMoreAsync(Stream body, CancellationToken cancellationToken) =>
        await body.ReadAsync(new byte[1], cancellationToken) > 0;
}
