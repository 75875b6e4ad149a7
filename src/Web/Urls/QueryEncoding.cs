using System.Globalization;
using System.Text;
using Thresher.Web.Idna;

namespace Thresher.Web.Urls;

/// <summary>
/// Percent-encode after encoding (URL Standard, section 1.3) for queries of pages in a legacy encoding: characters that the encoding
/// lacks are sent as <c>%26%23N%3B</c>. Where the runtime's code pages differ from the Encoding Standard, the standard is followed.
/// </summary>
internal static class QueryEncoding
{
    private const int Windows1252 = 1252;
    private const int ShiftJis = 932;
    private const int EucJp = 51932;
    private const int Gb18030 = 54936;
    private const int Gbk = 936;

    public static void Append(ref CharBuffer output, scoped ReadOnlySpan<char> query, Encoding encoding)
    {
        if (encoding.CodePage is 50220 or 50221 or 50222)
        {
            Iso2022JpQuery.Append(ref output, query);
            return;
        }

        if (IsUnicode(encoding) || Ascii.IsValid(query))
        {
            PercentEncoding.Append(ref output, query, PercentEncoding.QueryKept);
            return;
        }

        var encoder = WithoutReplacement(encoding.CodePage is 20127 or 28591 ? Windows1252 : encoding.CodePage);
        Span<byte> bytes = stackalloc byte[16];
        Span<char> utf16 = stackalloc char[2];
        foreach (var rune in query.EnumerateRunes())
        {
            var mapped = Mapped(rune, encoder.CodePage);
            var count = mapped is null ? 0 : encoder.GetBytes(utf16[..mapped.Value.EncodeToUtf16(utf16)], bytes);
            if (count == 0)
            {
                AppendError(ref output, rune);
            }

            AppendBytes(ref output, bytes[..count]);
        }
    }

    /// <summary>The code page with an encoder that omits characters it lacks.</summary>
    internal static Encoding WithoutReplacement(int codePage) =>
        CodePagesEncodingProvider.Instance.GetEncoding(codePage, new EncoderReplacementFallback(""), DecoderFallback.ReplacementFallback)
        ?? Encoding.GetEncoding(codePage, new EncoderReplacementFallback(""), DecoderFallback.ReplacementFallback);

    internal static void AppendBytes(ref CharBuffer output, scoped ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            if (PercentEncoding.QueryKept.Contains((char)value))
            {
                output.Append((char)value);
            }
            else
            {
                output.AppendEscape(value);
            }
        }
    }

    internal static void AppendError(ref CharBuffer output, Rune rune) =>
        output.Append(string.Create(CultureInfo.InvariantCulture, $"%26%23{rune.Value}%3B"));

    // The Encoding Standard's own mappings; null where it has none and the code page has one.
    private static Rune? Mapped(Rune rune, int codePage) => (codePage, rune.Value) switch
    {
        (Gb18030 or Gbk, 0xE5E5) => null,
        (ShiftJis or EucJp, 0xA5) => new Rune('\\'),
        (ShiftJis or EucJp, 0x203E) => new Rune('~'),
        (ShiftJis or EucJp, 0x2212) => new Rune(0xFF0D),
        _ => rune,
    };

    private static bool IsUnicode(Encoding encoding) => encoding.CodePage is 65001 or 65000 or 1200 or 1201 or 12000 or 12001;
}
