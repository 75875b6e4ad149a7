using System.IO.Compression;
using Thresher.Grains.Bodies;
using Thresher.Web.Streams;

namespace Thresher.Grains.Fetching;

/// <summary>
/// Undoes a response's content codings (RFC 9110 §8.4), each layer within the expansion ratio. A value that names no coding
/// (a charset, a media type, <c>none</c>) was meant for something else and says nothing of the body: browsers pass over it.
/// </summary>
internal static class ContentCoding
{
    /// <summary>No honest server nests deeper, and every layer costs a decoder's memory.</summary>
    private const int MaxLayers = 4;

    /// <summary>IANA's registry of content codings, and what is sent beside them; <c>identity</c> is none.</summary>
    private static readonly HashSet<string> Codings = new(StringComparer.OrdinalIgnoreCase)
    {
        "gzip", "x-gzip", "br", "deflate", "compress", "x-compress", "zstd", "dcb", "dcz", "exi", "pack200-gzip", "aes128gcm", "bzip2", "lzma", "xz",
    };

    /// <summary>The decoded body over what comes off the wire.</summary>
    /// <param name="wire">The coded body.</param>
    /// <param name="headers">The values of the Content-Encoding header, in the order in which the codings were applied.</param>
    /// <exception cref="InvalidDataException">A coding is none that we undo, or there are too many.</exception>
    public static Stream Decode(CountingStream wire, IEnumerable<string> headers)
    {
        string[] codings = [.. headers
            .SelectMany(header => header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Select(coding => coding.Split(';', 2)[0].Trim(' ', '"', '\''))
            .Where(Codings.Contains)];
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
        "zstd" => new ZstdBody(coded),
        _ => throw new InvalidDataException($"The content coding is not one that is undone here: {coding}."),
    };
}
