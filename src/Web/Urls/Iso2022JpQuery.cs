using System.Text;
using Thresher.Web.Idna;

namespace Thresher.Web.Urls;

/// <summary>A query in ISO-2022-JP, whose encoder keeps a state (Encoding Standard, section 12.2).</summary>
internal static class Iso2022JpQuery
{
    private static readonly byte[] ToAscii = [0x1B, (byte)'(', (byte)'B'];
    private static readonly byte[] ToRoman = [0x1B, (byte)'(', (byte)'J'];
    private static readonly byte[] ToKanji = [0x1B, (byte)'$', (byte)'B'];

    public static void Append(ref CharBuffer output, scoped ReadOnlySpan<char> query)
    {
        var kanji = QueryEncoding.WithoutReplacement(50220);
        var state = ToAscii;
        Span<char> utf16 = stackalloc char[2];
        Span<byte> bytes = stackalloc byte[32];
        foreach (var rune in query.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case 0x0E or 0x0F or 0x1B:
                    QueryEncoding.AppendError(ref output, Rune.ReplacementChar);
                    break;
                case 0xA5 or 0x203E:
                    Switch(ref output, ref state, ToRoman);
                    QueryEncoding.AppendBytes(ref output, [(byte)(rune.Value == 0xA5 ? '\\' : '~')]);
                    break;
                case < 0x80:
                    // The Roman set shares all of ASCII but the backslash and the tilde.
                    Switch(ref output, ref state, state == ToRoman && rune.Value is not ('\\' or '~') ? ToRoman : ToAscii);
                    QueryEncoding.AppendBytes(ref output, [(byte)rune.Value]);
                    break;
                default:
                    var mapped = rune.Value == 0x2212 ? new Rune(0xFF0D) : rune;
                    var count = kanji.GetBytes(utf16[..mapped.EncodeToUtf16(utf16)], bytes);
                    if (count < 5 || !bytes.StartsWith(ToKanji))
                    {
                        QueryEncoding.AppendError(ref output, rune);
                        break;
                    }

                    Switch(ref output, ref state, ToKanji);
                    QueryEncoding.AppendBytes(ref output, bytes.Slice(3, 2));
                    break;
            }
        }

        Switch(ref output, ref state, ToAscii);
    }

    private static void Switch(ref CharBuffer output, ref byte[] state, byte[] wanted)
    {
        if (state != wanted)
        {
            QueryEncoding.AppendBytes(ref output, wanted);
            state = wanted;
        }
    }
}
