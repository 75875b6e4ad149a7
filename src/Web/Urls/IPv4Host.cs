using Thresher.Web.Idna;

namespace Thresher.Web.Urls;

/// <summary>IPv4 addresses as the URL Standard reads them (sections 3.5 and 4.4): decimal, octal, hexadecimal, one to four parts.</summary>
internal static class IPv4Host
{
    private const ulong Overflowed = ulong.MaxValue;

    /// <summary>Whether the host's last label is a number, so that it is an IPv4 address or nothing.</summary>
    public static bool EndsInNumber(ReadOnlySpan<char> host)
    {
        host = WithoutRoot(host);
        var label = host[(host.LastIndexOf('.') + 1)..];
        return !label.IsEmpty && char.IsAsciiDigit(label[0])
            && (label.IndexOfAnyExceptInRange('0', '9') < 0 || TryParseNumber(label, out _));
    }

    /// <summary>Appends the address in dotted decimal; false when it is out of range or malformed.</summary>
    public static bool TryAppend(ref CharBuffer output, scoped ReadOnlySpan<char> host)
    {
        host = WithoutRoot(host);
        ulong address = 0;
        for (var part = 0; part < 4; part++)
        {
            var dot = host.IndexOf('.');
            if (!TryParseNumber(dot < 0 ? host : host[..dot], out var number))
            {
                return false;
            }

            if (dot < 0)
            {
                // The last part fills all the bytes that are left.
                if (number >= 1UL << (8 * (4 - part)))
                {
                    return false;
                }

                Append(ref output, (uint)(address | number));
                return true;
            }

            if (number > 255)
            {
                return false;
            }

            address |= number << (8 * (3 - part));
            host = host[(dot + 1)..];
        }

        return false;
    }

    private static ReadOnlySpan<char> WithoutRoot(ReadOnlySpan<char> host) => host is [.. var rest, '.'] ? rest : host;

    private static void Append(ref CharBuffer output, uint address)
    {
        for (var shift = 24; shift >= 0; shift -= 8)
        {
            output.Append((int)((address >> shift) & 255));
            if (shift > 0)
            {
                output.Append('.');
            }
        }
    }

    private static bool TryParseNumber(ReadOnlySpan<char> text, out ulong number)
    {
        number = 0;
        var radix = 10u;
        if (text.IsEmpty)
        {
            return false;
        }

        if (text is ['0', 'x' or 'X', ..])
        {
            text = text[2..];
            radix = 16;
        }
        else if (text is ['0', _, ..])
        {
            text = text[1..];
            radix = 8;
        }

        foreach (var c in text)
        {
            var digit = (uint)(char.IsAsciiDigit(c) ? c - '0' : char.IsAsciiHexDigit(c) ? (c | 0x20) - 'a' + 10 : 99);
            if (digit >= radix)
            {
                return false;
            }

            number = number > uint.MaxValue ? Overflowed : (number * radix) + digit;
        }

        return true;
    }
}
