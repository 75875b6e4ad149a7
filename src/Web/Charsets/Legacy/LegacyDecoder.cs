using System.Buffers;
using System.Text;

namespace Thresher.Web.Charsets.Legacy;

/// <summary>
/// Decodes by the Encoding Standard (sections 9 to 13). A sequence that stands for nothing is one U+FFFD, and an ASCII
/// byte in it is read again, so that a character that was cut never takes the quote or the bracket behind it.
/// </summary>
internal sealed class LegacyDecoder(LegacyTable table) : Decoder
{
    private byte _first;
    private byte _second;
    private byte _third;

    /// <summary>Characters that so many bytes can make at most, with what an earlier call held back.</summary>
    public static int MostCharacters(int bytes) => bytes + 4;

    /// <inheritdoc/>
    public override int GetCharCount(byte[] bytes, int index, int count)
    {
        var (first, second, third) = (_first, _second, _third);
        var rented = ArrayPool<char>.Shared.Rent(MostCharacters(count));
        var length = GetChars(bytes.AsSpan(index, count), rented, flush: true);
        ArrayPool<char>.Shared.Return(rented);
        (_first, _second, _third) = (first, second, third);
        return length;
    }

    /// <inheritdoc/>
    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        GetChars(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex), flush: false);

    /// <inheritdoc/>
    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars, bool flush)
    {
        var written = 0;
        for (var at = 0; at < bytes.Length;)
        {
            if (_first == 0 && bytes[at] < 0x80)
            {
                _ = Ascii.ToUtf16(bytes[at..], chars[written..], out var ascii);
                (at, written) = (at + ascii, written + ascii);
                continue;
            }

            Take(bytes[at++], chars, ref written);
        }

        if (flush && _first != 0)
        {
            _first = _second = _third = 0;
            chars[written++] = '\uFFFD';
        }

        return written;
    }

    /// <inheritdoc/>
    public override void Reset() => _first = _second = _third = 0;

    private void Take(byte value, Span<char> chars, ref int written)
    {
        if (_first == 0)
        {
            var single = value < 0x80 ? value : table.Single(value);
            if (single == LegacyTable.Lead)
            {
                _first = value;
            }
            else
            {
                // NUL is the one character whose value means "none".
                Put(single, chars, ref written, isMissing: single == 0 && value != 0);
            }
        }
        else if (table.HasFour && (_second != 0 || value is >= 0x30 and <= 0x39))
        {
            TakeFour(value, chars, ref written);
        }
        else if (table.HasTriple && _first == 0x8F && _second == 0 && value is >= 0xA1 and <= 0xFE)
        {
            _second = value;
        }
        else
        {
            var found = _second != 0 ? table.Triple(_second, value) : _first == 0x8F && table.HasTriple ? 0 : table.Double(_first, value);
            _first = _second = 0;
            Put(found, chars, ref written, isMissing: found == 0);
            if (found == 0 && value < 0x80)
            {
                chars[written++] = (char)value;
            }
        }
    }

    private void TakeFour(byte value, Span<char> chars, ref int written)
    {
        if (_second == 0)
        {
            _second = value;
        }
        else if (_third == 0 && value is >= 0x81 and <= 0xFE)
        {
            _third = value;
        }
        else if (_third != 0 && value is >= 0x30 and <= 0x39)
        {
            var found = table.Quadruple(_first, _second, _third, value);
            _first = _second = _third = 0;
            Put(found, chars, ref written, isMissing: found == 0);
        }
        else
        {
            // What cannot go on is one error, and all after the first byte is read again.
            var (second, third) = (_second, _third);
            _first = _second = _third = 0;
            chars[written++] = '\uFFFD';
            Take(second, chars, ref written);
            if (third != 0)
            {
                Take(third, chars, ref written);
            }

            Take(value, chars, ref written);
        }
    }

    private static void Put(int value, Span<char> chars, ref int written, bool isMissing)
    {
        if (isMissing)
        {
            chars[written++] = '\uFFFD';
            return;
        }

        var second = value >> EncodingDifferences.SecondAt;
        written += new Rune(value & ((1 << EncodingDifferences.SecondAt) - 1)).EncodeToUtf16(chars[written..]);
        if (second != 0)
        {
            chars[written++] = (char)second;
        }
    }
}
