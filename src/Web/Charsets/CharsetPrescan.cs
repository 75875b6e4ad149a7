using System.Text;
using Thresher.Web.Html;

namespace Thresher.Web.Charsets;

/// <summary>
/// Looks for a declared encoding in a page's first 1,024 bytes: the prescan of the HTML standard, section
/// 13.2.3.2. It works on bytes and knows no raw text, so a <c>meta</c> inside a script counts, as in browsers.
/// </summary>
internal ref struct CharsetPrescan
{
    /// <summary>How far the prescan looks, in bytes.</summary>
    public const int Length = 1_024;

    private readonly ReadOnlySpan<byte> _bytes;
    private int _at;

    private CharsetPrescan(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>The declared encoding's name, or null.</summary>
    public static string? Find(ReadOnlySpan<byte> body)
    {
        var bytes = body[..Math.Min(body.Length, Length)];
        if (bytes.StartsWith("<\0?\0x\0"u8))
        {
            return "utf-16le";
        }

        if (bytes.StartsWith("\0<\0?\0x"u8))
        {
            return "utf-16be";
        }

        return new CharsetPrescan(bytes).FindMeta() ?? XmlDeclaration(bytes);
    }

    /// <summary>The encoding that a <c>meta</c> declares by a label: a text that is read as ASCII cannot be UTF-16.</summary>
    public static string? NameInMeta(ReadOnlySpan<char> label) => CharsetLabels.NameOf(label) switch
    {
        "utf-16le" or "utf-16be" => CharsetLabels.Utf8,
        "x-user-defined" => CharsetLabels.Windows1252,
        var name => name,
    };

    private string? FindMeta()
    {
        while (_at < _bytes.Length)
        {
            var open = _bytes[_at..].IndexOf((byte)'<');
            if (open < 0)
            {
                return null;
            }

            _at += open;
            var rest = _bytes[_at..];
            if (rest.StartsWith("<!--"u8))
            {
                // The dashes that open the comment may also close it.
                var end = rest[2..].IndexOf("-->"u8);
                _at = end < 0 ? _bytes.Length : _at + end + 5;
            }
            else if (rest.Length > 5 && Ascii.EqualsIgnoreCase(rest[1..5], "meta"u8) && (IsBlank(rest[5]) || rest[5] == '/'))
            {
                _at += 5;
                if (ReadMeta() is { } name)
                {
                    return name;
                }
            }
            else if (rest.Length > 1 && char.IsAsciiLetter((char)rest[rest[1] == '/' && rest.Length > 2 ? 2 : 1]))
            {
                var end = rest.IndexOfAny("\t\n\f\r >"u8);
                _at = end < 0 ? _bytes.Length : _at + end;
                while (ReadAttribute(out _, out _))
                {
                }
            }
            else if (rest.Length > 1 && rest[1] is (byte)'!' or (byte)'/' or (byte)'?')
            {
                var end = rest.IndexOf((byte)'>');
                _at = end < 0 ? _bytes.Length : _at + end + 1;
            }
            else
            {
                _at++;
            }
        }

        return null;
    }

    private string? ReadMeta()
    {
        var isContentType = false;
        string? charset = null;
        string? content = null;
        while (ReadAttribute(out var name, out var value))
        {
            switch (name)
            {
                case "http-equiv":
                    isContentType |= value.Equals("content-type", StringComparison.OrdinalIgnoreCase);
                    break;
                case "charset":
                    charset ??= value;
                    break;
                case "content":
                    content ??= value;
                    break;
                default:
                    break;
            }
        }

        // Cut off by the end of the bytes: the element may have further attributes.
        if (_at >= _bytes.Length)
        {
            return null;
        }

        return charset is not null ? NameInMeta(charset)
            : isContentType && content is not null ? NameInMeta(ContentType.CharsetInMeta(content))
            : null;
    }

    private bool ReadAttribute(out string name, out string value)
    {
        name = value = "";
        while (_at < _bytes.Length && (IsBlank(_bytes[_at]) || _bytes[_at] == '/'))
        {
            _at++;
        }

        if (_at >= _bytes.Length || _bytes[_at] == '>')
        {
            return false;
        }

        var start = _at++;
        while (_at < _bytes.Length && !IsBlank(_bytes[_at]) && _bytes[_at] is not ((byte)'=' or (byte)'/' or (byte)'>'))
        {
            _at++;
        }

        name = Lower(_bytes[start.._at]);
        var equals = SkipBlanks(_at);
        if (equals >= _bytes.Length || _bytes[equals] != '=')
        {
            return true;
        }

        _at = SkipBlanks(equals + 1);
        if (_at < _bytes.Length && _bytes[_at] is var quote and ((byte)'"' or (byte)'\''))
        {
            start = ++_at;
            var end = _bytes[_at..].IndexOf(quote);
            if (end < 0)
            {
                _at = _bytes.Length;
                return false;
            }

            _at += end + 1;
            value = Lower(_bytes[start..(_at - 1)]);
            return true;
        }

        start = _at;
        while (_at < _bytes.Length && !IsBlank(_bytes[_at]) && _bytes[_at] != '>')
        {
            _at++;
        }

        value = Lower(_bytes[start.._at]);
        return true;
    }

    // An XML declaration counts where no meta does.
    private static string? XmlDeclaration(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.StartsWith("<?xml"u8) ? bytes.IndexOf((byte)'>') : -1;
        var encoding = end < 0 ? -1 : bytes[..end].IndexOf("encoding"u8);
        if (encoding < 0)
        {
            return null;
        }

        var rest = bytes[(encoding + 8)..end].TrimStart("\t\n\f\r "u8);
        if (!rest.StartsWith("="u8))
        {
            return null;
        }

        rest = rest[1..].TrimStart("\t\n\f\r "u8);
        if (rest.IsEmpty || rest[0] is not ((byte)'"' or (byte)'\''))
        {
            return null;
        }

        var close = rest[1..].IndexOf(rest[0]);
        return close < 0 ? null : NameInMeta(Lower(rest[1..(close + 1)]));
    }

    private readonly int SkipBlanks(int at)
    {
        while (at < _bytes.Length && IsBlank(_bytes[at]))
        {
            at++;
        }

        return at;
    }

    private static string Lower(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes).ToLowerInvariant();

    private static bool IsBlank(byte b) => HtmlScanner.IsBlank((char)b);
}
