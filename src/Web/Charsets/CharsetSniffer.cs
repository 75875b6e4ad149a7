using System.Buffers;
using System.Text;
using System.Text.Unicode;
using UtfUnknown;

namespace Thresher.Web.Charsets;

/// <summary>
/// Decides which character encoding a page is in: byte order mark, Content-Type header, declaration in the
/// first 1,024 bytes, validity as UTF-8, statistics, windows-1252; the first that gives an answer wins.
/// </summary>
public static class CharsetSniffer
{
    // The detector needs no more to decide, and is slow.
    private const int DetectedBytes = 32 * 1024;
    private const float LeastConfidence = 0.5f;

    /// <summary>The encoding of <paramref name="body"/>.</summary>
    /// <param name="body">The page's bytes.</param>
    /// <param name="contentTypeHeader">The Content-Type header's value, if any.</param>
    public static PageCharset Detect(ReadOnlySpan<byte> body, string? contentTypeHeader)
    {
        if (MarkOf(body) is ({ } marked, _))
        {
            return new(marked, CharsetSource.ByteOrderMark);
        }

        if (CharsetLabels.NameOf(ContentType.Charset(contentTypeHeader)) is { } declared)
        {
            return new(declared, CharsetSource.ContentType);
        }

        if (CharsetPrescan.Find(body) is { } found)
        {
            return new(found, CharsetSource.Prescan);
        }

        if (Ascii.IsValid(body))
        {
            return new(CharsetLabels.Windows1252, CharsetSource.Default);
        }

        if (Utf8.IsValid(WithoutCutCharacter(body)))
        {
            return new(CharsetLabels.Utf8, CharsetSource.ValidUtf8);
        }

        return Guess(body) is { } guessed
            ? new(guessed, CharsetSource.Detected)
            : new(CharsetLabels.Windows1252, CharsetSource.Default);
    }

    /// <summary>Name and length of the byte order mark <paramref name="body"/> begins with; (null, 0) for none.</summary>
    internal static (string? Name, int Length) MarkOf(ReadOnlySpan<byte> body) =>
        body.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? (CharsetLabels.Utf8, 3)
        : body.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? ("utf-16be", 2)
        : body.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) ? ("utf-16le", 2)
        : (null, 0);

    // A body cut at its size limit may end inside a character.
    private static ReadOnlySpan<byte> WithoutCutCharacter(ReadOnlySpan<byte> body)
    {
        for (var back = 1; back <= Math.Min(3, body.Length); back++)
        {
            if (body[^back] >= 0xC0)
            {
                return body[..^back];
            }

            if (body[^back] < 0x80)
            {
                break;
            }
        }

        return body;
    }

    private static string? Guess(ReadOnlySpan<byte> body)
    {
        // Markup is ASCII; encodings differ from the first byte that is not.
        var start = Math.Max(0, body.IndexOfAnyExceptInRange((byte)0, (byte)0x7F) - 512);
        var sample = body[start..Math.Min(body.Length, start + DetectedBytes)];
        var rented = ArrayPool<byte>.Shared.Rent(sample.Length);
        try
        {
            sample.CopyTo(rented);
            var best = CharsetDetector.DetectFromBytes(rented, 0, sample.Length).Detected;
            return best is { Confidence: >= LeastConfidence } ? CharsetLabels.NameOf(best.EncodingName) : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
