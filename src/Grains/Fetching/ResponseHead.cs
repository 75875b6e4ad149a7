using System.Buffers;
using System.Globalization;
using System.Text;

namespace Thresher.Grains.Fetching;

/// <summary>
/// Makes the head of an HTTP/1.1 response fit for a strict reader, as browsers read it: a line that is not a field (no colon,
/// no name, a name that is not a token, a NUL) is dropped, a folded line joined to the one before it (RFC 9112 §5.2), a status
/// line of an old or careless server written as RFC 9112 §4 has it. What cannot be a response is left as it is, for the
/// reader to refuse.
/// </summary>
internal static class ResponseHead
{
    private const int NoStatus = 200;
    private const int MostStrayBytes = 4;
    private static readonly SearchValues<byte> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    private static readonly SearchValues<byte> Control = SearchValues.Create("\0\r"u8);

    /// <summary>Length of the head with the empty line that ends it; -1 while that has not come.</summary>
    /// <param name="bytes">What came so far, from the head's first byte.</param>
    /// <param name="line">Where the last line begins; 0 at first. Lines before it are not looked at again.</param>
    public static int LengthIn(ReadOnlySpan<byte> bytes, ref int line)
    {
        // Empty lines before the status line are what an earlier, longer body has left (RFC 9112 §2.2).
        line = line == 0 ? Math.Max(bytes.IndexOfAnyExcept("\r\n"u8), 0) : line;
        while (bytes[line..].IndexOf((byte)'\n') is var end and >= 0)
        {
            if (line > 0 && bytes.Slice(line, end).IndexOfAnyExcept((byte)'\r') < 0 && HasText(bytes[..line]))
            {
                return line + end + 1;
            }

            line += end + 1;
        }

        return -1;
    }

    /// <summary>Whether a head needs no repair; most do not.</summary>
    /// <param name="head">A whole head.</param>
    public static bool IsSound(ReadOnlySpan<byte> head)
    {
        if (!(head.StartsWith("HTTP/1.1 "u8) || head.StartsWith("HTTP/1.0 "u8)) || StatusOf(head) == 0 || !IsBlank(head[12]))
        {
            return false;
        }

        var rest = head[(head.IndexOf((byte)'\n') + 1)..];
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)'\n');
            var line = end > 0 && rest[end - 1] == '\r' ? rest[..(end - 1)] : rest[..end];
            rest = rest[(end + 1)..];
            if (line.IsEmpty)
            {
                return rest.IsEmpty;
            }

            var name = line.IndexOfAnyExcept(Token);
            if (name <= 0 || line[name] != ':' || line[name..].IndexOfAny(Control) >= 0)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>The status of a head that is sound or repaired; 0 when there is none.</summary>
    public static int StatusOf(ReadOnlySpan<byte> head) =>
        head.Length > 12 && char.IsAsciiDigit((char)head[9]) && char.IsAsciiDigit((char)head[10]) && char.IsAsciiDigit((char)head[11])
            ? ((head[9] - '0') * 100) + ((head[10] - '0') * 10) + head[11] - '0'
            : 0;

    /// <summary>Whether the body that follows comes in chunks (RFC 9112 §7.1).</summary>
    /// <param name="head">A head that is sound or repaired.</param>
    public static bool IsChunked(ReadOnlySpan<byte> head)
    {
        while (!head.IsEmpty)
        {
            var line = NextLine(ref head);
            if (line.Length > 18 && line[17] == ':' && Ascii.EqualsIgnoreCase(line[..17], "transfer-encoding"u8))
            {
                var codings = line[18..];
                foreach (var coding in codings.Split((byte)','))
                {
                    if (Ascii.EqualsIgnoreCase(Trim(codings[coding]), "chunked"u8))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    /// <summary>A head with nothing in it that a strict reader stumbles over.</summary>
    /// <param name="head">A whole head.</param>
    public static byte[] Repair(ReadOnlySpan<byte> head)
    {
        var rest = head[Math.Max(head.IndexOfAnyExcept("\r\n"u8), 0)..];
        if (StatusLine(NextLine(ref rest)) is not { } status)
        {
            return head.ToArray();
        }

        var sound = new ArrayBufferWriter<byte>(head.Length + 16);
        sound.Write(Encoding.Latin1.GetBytes(status));
        var isKept = false;
        while (!rest.IsEmpty)
        {
            var line = NextLine(ref rest);
            if (line.IsEmpty)
            {
                break;
            }

            if (line[0] is (byte)' ' or (byte)'\t')
            {
                if (isKept && line.IndexOf((byte)0) < 0)
                {
                    sound.Write(" "u8);
                    WriteValue(sound, Trim(line));
                }

                continue;
            }

            var colon = line.IndexOf((byte)':');
            var name = colon < 0 ? default : line[..colon].TrimEnd(" \t"u8);
            isKept = !name.IsEmpty && !name.ContainsAnyExcept(Token) && line.IndexOf((byte)0) < 0;
            if (isKept)
            {
                sound.Write("\r\n"u8);
                sound.Write(name);
                sound.Write(": "u8);
                WriteValue(sound, Trim(line[(colon + 1)..]));
            }
        }

        sound.Write("\r\n\r\n"u8);
        return sound.WrittenSpan.ToArray();
    }

    /// <summary>The status line without its end; null for what is not a response.</summary>
    private static string? StatusLine(ReadOnlySpan<byte> line)
    {
        var text = Encoding.Latin1.GetString(line.IndexOfAny(Control) < 0 ? line : line[..line.IndexOfAny(Control)]).AsSpan();

        // Browsers pass over a few stray bytes before it.
        var begin = text[..Math.Min(text.Length, MostStrayBytes + 4)].IndexOf("HTTP", StringComparison.OrdinalIgnoreCase);
        text = begin > 0 ? text[begin..] : text;
        var isIcy = text.StartsWith("ICY", StringComparison.OrdinalIgnoreCase);
        if (!isIcy && !text.StartsWith("HTTP", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var blank = text.IndexOfAny(' ', '\t');
        var version = blank < 0 ? text : text[..blank];
        var rest = (blank < 0 ? default : text[blank..]).TrimStart(" \t");
        var end = rest.IndexOfAnyExceptInRange('0', '9');
        var digits = end < 0 ? rest.Length : end;

        // A line without a number is taken for a success, as browsers do.
        var status = digits == 0 ? NoStatus : int.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var isOld = isIcy || version.EndsWith("/1.0") || version.Contains("/0.", StringComparison.Ordinal);
        return status is < 100 or > 999 ? null : $"HTTP/1.{(isOld ? 0 : 1)} {status} {rest[digits..].Trim()}";
    }

    private static ReadOnlySpan<byte> NextLine(ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)'\n');
        var line = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return line.TrimEnd((byte)'\r');
    }

    /// <summary>A carriage return within a value ends no line; it is a blank (RFC 9112 §2.2).</summary>
    private static void WriteValue(ArrayBufferWriter<byte> to, ReadOnlySpan<byte> value)
    {
        var target = to.GetSpan(value.Length);
        value.Replace(target, (byte)'\r', (byte)' ');
        to.Advance(value.Length);
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \t"u8);

    private static bool HasText(ReadOnlySpan<byte> lines) => lines.ContainsAnyExcept("\r\n"u8);

    private static bool IsBlank(byte value) => value is (byte)' ' or (byte)'\r' or (byte)'\n';
}
