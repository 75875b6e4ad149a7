using System.IO.Compression;
using Thresher.Web.Streams;

namespace Thresher.Grains.Fetching;

/// <summary>Undoes a response's content codings (RFC 9110 §8.4), each layer within the expansion ratio.</summary>
internal static class ContentCoding
{
    /// <summary>No honest server nests deeper, and every layer costs a decoder's memory.</summary>
    private const int MaxLayers = 4;

    /// <summary>The decoded body over what comes off the wire.</summary>
    /// <param name="wire">The coded body.</param>
    /// <param name="headers">The values of the Content-Encoding header, in the order in which the codings were applied.</param>
    /// <exception cref="InvalidDataException">A coding is unknown, or there are too many.</exception>
    public static Stream Decode(CountingStream wire, IEnumerable<string> headers)
    {
        string[] codings = [.. headers
            .SelectMany(header => header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Where(coding => !coding.Equals("identity", StringComparison.OrdinalIgnoreCase))];
        if (codings.Length > MaxLayers)
        {
            throw new InvalidDataException($"{codings.Length} content codings on one body.");
        }

        Stream body = wire;
        foreach (var coding in codings.Reverse())
        {
            body = new DecodedStream(Open(body, coding), wire);
        }

        return body;
    }

    private static Stream Open(Stream coded, string coding) => coding.ToLowerInvariant() switch
    {
        "gzip" or "x-gzip" => new GZipStream(coded, CompressionMode.Decompress),
        "br" => new BrotliStream(coded, CompressionMode.Decompress),
        "deflate" => new DeflateBody(coded),
        _ => throw new InvalidDataException($"Unknown content coding {coding}."),
    };
}
