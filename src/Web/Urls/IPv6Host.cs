using Thresher.Web.Idna;

namespace Thresher.Web.Urls;

/// <summary>IPv6 addresses in brackets (URL Standard, sections 3.5 and 3.6); zone identifiers are refused, as the standard does.</summary>
internal static class IPv6Host
{
    private const int Pieces = 8;

    /// <summary>Appends <c>[address]</c>, shortened by RFC 5952; <paramref name="text"/> is the text between the brackets.</summary>
    public static bool TryAppend(ref CharBuffer output, scoped ReadOnlySpan<char> text)
    {
        Span<ushort> address = stackalloc ushort[Pieces];
        if (!TryParse(text, address))
        {
            return false;
        }

        Append(ref output, address);
        return true;
    }

    private static bool TryParse(scoped ReadOnlySpan<char> text, Span<ushort> address)
    {
        address.Clear();
        int piece = 0, compress = -1, at = 0;
        if (text is [':', ..])
        {
            if (text is not [':', ':', ..])
            {
                return false;
            }

            at = 2;
            compress = ++piece;
        }

        while (at < text.Length)
        {
            if (piece == Pieces)
            {
                return false;
            }

            if (text[at] == ':')
            {
                if (compress >= 0)
                {
                    return false;
                }

                at++;
                compress = ++piece;
                continue;
            }

            int value = 0, start = at;
            while (at < text.Length && at - start < 4 && char.IsAsciiHexDigit(text[at]))
            {
                value = (value << 4) | HexValue(text[at++]);
            }

            if (at < text.Length && text[at] == '.')
            {
                if (at == start || piece > Pieces - 2 || !TryParseDotted(text[start..], address.Slice(piece, 2)))
                {
                    return false;
                }

                piece += 2;
                break;
            }

            if (at < text.Length && (text[at++] != ':' || at == text.Length))
            {
                return false;
            }

            address[piece++] = (ushort)value;
        }

        if (compress < 0)
        {
            return piece == Pieces;
        }

        // What stands after "::" moves to the end.
        var moved = address[compress..piece];
        moved.CopyTo(address[(Pieces - moved.Length)..]);
        address[compress..(Pieces - (piece - compress))].Clear();
        return true;
    }

    private static bool TryParseDotted(ReadOnlySpan<char> text, Span<ushort> address)
    {
        for (var part = 0; part < 4; part++)
        {
            if (part > 0)
            {
                if (text.IsEmpty || text[0] != '.')
                {
                    return false;
                }

                text = text[1..];
            }

            int value = 0, digits = 0;
            while (digits < text.Length && char.IsAsciiDigit(text[digits]))
            {
                if ((digits > 0 && value == 0) || (value = (value * 10) + text[digits] - '0') > 255)
                {
                    return false;
                }

                digits++;
            }

            if (digits == 0)
            {
                return false;
            }

            address[part / 2] = (ushort)((address[part / 2] << 8) | value);
            text = text[digits..];
        }

        return text.IsEmpty;
    }

    private static void Append(ref CharBuffer output, scoped ReadOnlySpan<ushort> address)
    {
        var (zeroStart, zeroLength) = LongestZeros(address);
        Span<char> digits = stackalloc char[4];
        output.Append('[');
        for (var i = 0; i < Pieces; i++)
        {
            if (i == zeroStart)
            {
                output.Append(i == 0 ? "::" : ":");
                i += zeroLength - 1;
                continue;
            }

            address[i].TryFormat(digits, out var written, "x", System.Globalization.CultureInfo.InvariantCulture);
            output.Append(digits[..written]);
            if (i < Pieces - 1)
            {
                output.Append(':');
            }
        }

        output.Append(']');
    }

    // The first longest run of two or more zero pieces.
    private static (int Start, int Length) LongestZeros(ReadOnlySpan<ushort> address)
    {
        int bestStart = -1, bestLength = 1;
        for (var i = 0; i < Pieces; i++)
        {
            var length = 0;
            while (i + length < Pieces && address[i + length] == 0)
            {
                length++;
            }

            if (length > bestLength)
            {
                (bestStart, bestLength) = (i, length);
            }

            i += length;
        }

        return (bestStart, bestLength);
    }

    private static int HexValue(char c) => char.IsAsciiDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10;
}
