using System.Buffers;

namespace Thresher.Web.Robots;

/// <summary>Brings paths and patterns to one spelling, so that they can be compared character by character (RFC 9309 §2.2.2).</summary>
/// <remarks>
/// An escape of an octet that delimits nothing in a path (unreserved, or one of <c>: @ ! ' ( ) , [ ]</c>) is decoded;
/// every other escape keeps its meaning and gets upper-case digits; what may not stand in a URL is escaped, and so are a
/// literal <c>*</c> and <c>$</c>, which leaves the bare ones to patterns. <c>/ ? &amp; = + ;</c> differ from their escapes.
/// </remarks>
internal static class RobotsPath
{
    /// <summary>How many characters one octet can become.</summary>
    public const int MaxExpansion = 3;

    private const string SameWhenEscaped = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:@!'(),[]";
    private const string Delimiters = "/?#&=+;";

    private static readonly SearchValues<char> Decoded = SearchValues.Create(SameWhenEscaped);
    private static readonly SearchValues<char> Plain = SearchValues.Create(SameWhenEscaped + Delimiters);

    /// <summary>Whether a path is already in normal form, as most are.</summary>
    public static bool IsNormal(ReadOnlySpan<char> path) => !path.ContainsAnyExcept(Plain);

    /// <summary>The normal form of a rule's pattern: <c>*</c> and a final <c>$</c> stay bare and special.</summary>
    public static string NormalizePattern(ReadOnlySpan<byte> pattern)
    {
        var buffer = ArrayPool<char>.Shared.Rent(pattern.Length * MaxExpansion);
        var length = Normalize(pattern, buffer, isPattern: true);
        var normal = new string(buffer, 0, length);
        ArrayPool<char>.Shared.Return(buffer);
        return normal;
    }

    /// <summary>Writes the normal form of a path, given as UTF-8, and returns its length.</summary>
    /// <param name="path">Any octets.</param>
    /// <param name="destination">At least <see cref="MaxExpansion"/> times as long.</param>
    public static int NormalizePath(ReadOnlySpan<byte> path, Span<char> destination) =>
        Normalize(path, destination, isPattern: false);

    private static int Normalize(ReadOnlySpan<byte> source, Span<char> destination, bool isPattern)
    {
        var length = 0;
        for (var i = 0; i < source.Length; i++)
        {
            var octet = source[i];
            var special = isPattern && (octet == '*' || (octet == '$' && i == source.Length - 1));
            if (octet == '%' && TryReadEscape(source[i..], out var escaped))
            {
                i += 2;
                length = Write(destination, length, escaped, bare: Decoded.Contains((char)escaped));
            }
            else
            {
                length = Write(destination, length, octet, bare: special || Plain.Contains((char)octet));
            }
        }

        return length;
    }

    private static int Write(Span<char> destination, int at, byte octet, bool bare)
    {
        if (bare)
        {
            destination[at] = (char)octet;
            return at + 1;
        }

        const string Digits = "0123456789ABCDEF";
        destination[at] = '%';
        destination[at + 1] = Digits[octet >> 4];
        destination[at + 2] = Digits[octet & 15];
        return at + 3;
    }

    private static bool TryReadEscape(ReadOnlySpan<byte> source, out byte octet)
    {
        octet = 0;
        if (source.Length < 3 || !char.IsAsciiHexDigit((char)source[1]) || !char.IsAsciiHexDigit((char)source[2]))
        {
            return false;
        }

        octet = (byte)((HexValue(source[1]) << 4) | HexValue(source[2]));
        return true;
    }

    private static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
