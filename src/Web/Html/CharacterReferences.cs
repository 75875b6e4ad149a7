using System.Buffers;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html;

namespace Thresher.Web.Html;

/// <summary>Decodes character references as the HTML standard's tokenizer does (section 13.2.5.72 on); AngleSharp has the names.</summary>
internal static class CharacterReferences
{
    private const int LongestName = 32;

    // The names that stand without a semicolon ("amp", "frac34") have two to six letters.
    private const int LongestBareName = 6;
    private const char Replacement = '\uFFFD';

    private static readonly SearchValues<char> Special = SearchValues.Create("&\0\r");
    private static readonly IEntityProvider Names = HtmlEntityProvider.Resolver;

    // What 0x80 to 0x9F mean: authors wrote windows-1252 there.
    private static ReadOnlySpan<char> Windows1252 =>
        "\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F"
        + "\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178";

    /// <summary>Whether <paramref name="raw"/> is its own decoded form.</summary>
    public static bool AreAbsent(ReadOnlySpan<char> raw) => !raw.ContainsAny(Special);

    /// <summary>
    /// Decodes references, turns NUL into U+FFFD and line ends into LF. Returns how much was written, never
    /// more than <paramref name="raw"/> holds.
    /// </summary>
    /// <param name="raw">Text of an attribute or of a title.</param>
    /// <param name="decoded">Room for at least as much.</param>
    /// <param name="inAttribute">In attributes <c>&amp;copy=1</c> and <c>&amp;copy1</c> are not references.</param>
    public static int Decode(ReadOnlySpan<char> raw, Span<char> decoded, bool inAttribute)
    {
        var written = 0;
        while (true)
        {
            var plain = raw.IndexOfAny(Special);
            if (plain < 0)
            {
                raw.CopyTo(decoded[written..]);
                return written + raw.Length;
            }

            raw[..plain].CopyTo(decoded[written..]);
            written += plain;
            raw = raw[plain..];
            switch (raw[0])
            {
                case '\0':
                    decoded[written++] = Replacement;
                    raw = raw[1..];
                    break;
                case '\r':
                    decoded[written++] = '\n';
                    raw = raw[(raw.StartsWith("\r\n") ? 2 : 1)..];
                    break;
                default:
                    raw = raw[Reference(raw, decoded, ref written, inAttribute)..];
                    break;
            }
        }
    }

    private static int Reference(ReadOnlySpan<char> raw, Span<char> decoded, ref int written, bool inAttribute)
    {
        if (raw.StartsWith("&amp;"))
        {
            decoded[written++] = '&';
            return 5;
        }

        var used = raw.StartsWith("&#")
            ? Numeric(raw, decoded, ref written)
            : Named(raw[1..], decoded, ref written, inAttribute);
        if (used == 0)
        {
            decoded[written++] = '&';
            return 1;
        }

        return used;
    }

    private static int Numeric(ReadOnlySpan<char> raw, Span<char> decoded, ref int written)
    {
        var hex = raw.Length > 2 && raw[2] is 'x' or 'X';
        var start = hex ? 3 : 2;
        var at = start;
        var code = 0;
        while (at < raw.Length && (hex ? char.IsAsciiHexDigit(raw[at]) : char.IsAsciiDigit(raw[at])))
        {
            var digit = raw[at] <= '9' ? raw[at] - '0' : (raw[at] | 0x20) - 'a' + 10;
            code = Math.Min((code * (hex ? 16 : 10)) + digit, 0x110000);
            at++;
        }

        if (at == start)
        {
            return 0;
        }

        if (code is >= 0x80 and <= 0x9F)
        {
            code = Windows1252[code - 0x80];
        }

        if (code is 0 or > 0x10FFFF or (>= 0xD800 and <= 0xDFFF))
        {
            code = Replacement;
        }

        written += new Rune(code).EncodeToUtf16(decoded[written..]);
        return at < raw.Length && raw[at] == ';' ? at + 1 : at;
    }

    private static int Named(ReadOnlySpan<char> name, Span<char> decoded, ref int written, bool inAttribute)
    {
        var length = 0;
        while (length < name.Length && length < LongestName && char.IsAsciiLetterOrDigit(name[length]))
        {
            length++;
        }

        if (length < name.Length && name[length] == ';' && Symbol(name[..(length + 1)]) is { } full)
        {
            full.CopyTo(decoded[written..]);
            written += full.Length;
            return length + 2;
        }

        for (length = Math.Min(length, LongestBareName); length >= 2; length--)
        {
            if (Symbol(name[..length]) is { } symbol)
            {
                var next = length < name.Length ? name[length] : '\0';
                if (inAttribute && (next == '=' || char.IsAsciiLetterOrDigit(next)))
                {
                    return 0;
                }

                symbol.CopyTo(decoded[written..]);
                written += symbol.Length;
                return length + 1;
            }
        }

        return 0;
    }

    private static string? Symbol(ReadOnlySpan<char> name) =>
        name switch
        {
            "lt;" => "<",
            "gt;" => ">",
            "quot;" => "\"",
            "nbsp;" => "\u00A0",
            _ => Names.GetSymbol(name.ToString()),
        };
}
