using System.Text;
using System.Text.Unicode;
using Thresher.Web.Charsets;

namespace Thresher.Web.Sitemaps.Repair;

/// <summary>
/// A sitemap's bytes as text. Its declaration is believed unless its bytes say otherwise: the first of them that are not ASCII decide
/// between UTF-8 and the declared encoding, and a byte that is not UTF-8 stands for its windows-1252 character.
/// </summary>
internal sealed class SitemapText(Stream body)
{
    private const int DeclarationBytes = 512;

    private readonly byte[] _bytes = new byte[16 * 1024];
    private Decoder? _decoder;
    private string? _declared;
    private bool _isBegun;
    private bool _isEnded;

    static SitemapText() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Most characters that one reading gives.</summary>
    public static int MostCharacters => (16 * 1024) + 64;

    /// <summary>Reads characters; 0 at the end.</summary>
    /// <param name="characters">Room for <see cref="MostCharacters"/>.</param>
    public async ValueTask<int> ReadAsync(Memory<char> characters)
    {
        while (!_isEnded)
        {
            var read = await body.ReadAsync(_bytes);
            _isEnded = read == 0;
            if (!_isBegun)
            {
                _isBegun = true;
                _declared = Declared(_bytes.AsSpan(0, read));
                _decoder = _declared is "utf-16le" or "utf-16be" ? CharsetLabels.EncodingOf(_declared).GetDecoder() : null;
            }

            var count = Decode(_bytes.AsSpan(0, read), characters.Span);
            if (count > 0)
            {
                return count;
            }
        }

        return 0;
    }

    private int Decode(ReadOnlySpan<byte> bytes, Span<char> characters)
    {
        if (_decoder is null && Ascii.IsValid(bytes))
        {
            return Encoding.Latin1.GetChars(bytes, characters);
        }

        _decoder ??= DecoderFor(bytes);
        return _decoder.GetChars(bytes, characters, flush: _isEnded);
    }

    private Decoder DecoderFor(ReadOnlySpan<byte> bytes)
    {
        // The end of what was read may stand inside a character.
        var whole = bytes;
        for (var back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            if (bytes[^back] >= 0xC0)
            {
                whole = bytes[..^back];
                break;
            }
        }

        return _declared is null or CharsetLabels.Utf8 || !CharsetLabels.IsAsciiCompatible(_declared) || Utf8.IsValid(whole)
            ? Encoding.GetEncoding(65001, EncoderFallback.ReplacementFallback, new Windows1252Fallback()).GetDecoder()
            : CharsetLabels.EncodingOf(_declared).GetDecoder();
    }

    private static string? Declared(ReadOnlySpan<byte> bytes)
    {
        if (CharsetSniffer.MarkOf(bytes).Name is { } marked)
        {
            return marked;
        }

        if (bytes is [0, (byte)'<', ..])
        {
            return "utf-16be";
        }

        if (bytes is [(byte)'<', 0, ..])
        {
            return "utf-16le";
        }

        var start = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, DeclarationBytes)]);
        var from = start.IndexOf("<?xml", StringComparison.Ordinal);
        var end = from < 0 ? -1 : start.IndexOf("?>", from, StringComparison.Ordinal);
        var label = end < 0 ? -1 : start.IndexOf("encoding", from, end - from, StringComparison.Ordinal);
        var quote = label < 0 ? -1 : start.AsSpan(label, end - label).IndexOfAny('"', '\'');
        if (quote < 0)
        {
            return null;
        }

        var name = start.AsSpan(label + quote + 1, end - label - quote - 1);
        var close = name.IndexOf(start[label + quote]);

        // Bytes in which the label could be read are not UTF-16.
        return CharsetLabels.NameOf(close < 0 ? name : name[..close]) is { } known && CharsetLabels.IsAsciiCompatible(known) ? known : null;
    }

    private sealed class Windows1252Fallback : DecoderFallback
    {
        public override int MaxCharCount => 4;

        public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer();

        private sealed class Buffer : DecoderFallbackBuffer
        {
            private string _characters = "";
            private int _next;

            public override int Remaining => _characters.Length - _next;

            public override bool Fallback(byte[] bytesUnknown, int index)
            {
                _characters = CharsetLabels.EncodingOf(CharsetLabels.Windows1252).GetString(bytesUnknown);
                _next = 0;
                return true;
            }

            public override char GetNextChar() => _next < _characters.Length ? _characters[_next++] : '\0';

            public override bool MovePrevious() => _next > 0 && --_next >= 0;

            public override void Reset() => (_characters, _next) = ("", 0);
        }
    }
}
