using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Thresher.Web.Html;

/// <summary>
/// Text as words in bytes: ASCII letters in lower case and digits one byte each, other letters and digits in lower case
/// three bytes of seven bits, everything else zero, which ends a word. Sixteen ASCII characters are processed at once.
/// </summary>
internal static class FoldedText
{
    /// <summary>Most bytes that one character becomes.</summary>
    public const int MaxPerCharacter = 5;

    /// <summary>Characters processed at once; this many bytes are written even where fewer count.</summary>
    public const int Stride = 16;

    // From here on scripts are written without spaces (CJK): each character is a word.
    private const char FirstUnspaced = '\u2E80';

    /// <summary>Folds as much as there is, or as fits.</summary>
    /// <param name="text">The whole text; it may be read past <paramref name="end"/>, which is cheaper than stopping there.</param>
    /// <param name="start">Where to begin; on return, where it ended.</param>
    /// <param name="end">Where to end.</param>
    /// <param name="folded">Receives the bytes.</param>
    /// <returns>How many bytes count.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Fold(ReadOnlySpan<char> text, ref int start, int end, Span<byte> folded)
    {
        var length = 0;
        while (start < end && folded.Length - length >= Stride * MaxPerCharacter)
        {
            var count = Math.Min(Stride, end - start);
            if (text.Length - start >= Stride && TryFoldAscii(text[start..], folded[length..]))
            {
                length += count;
            }
            else
            {
                foreach (var c in text.Slice(start, count))
                {
                    length += Fold(c, folded[length..]);
                }
            }

            start += count;
        }

        return length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryFoldAscii(ReadOnlySpan<char> text, Span<byte> folded)
    {
        ref var source = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(text));
        var low = Vector128.LoadUnsafe(ref source);
        var high = Vector128.LoadUnsafe(ref source, 8);
        if (((low | high) & Vector128.Create<ushort>(0xFF80)) != Vector128<ushort>.Zero)
        {
            return false;
        }

        var bytes = Vector128.Narrow(low, high);
        var lower = bytes | Vector128.Create<byte>(0x20);

        // Of signed bytes, one comparison tells a range: what is below it wraps around to the top.
        var letters = Vector128.LessThan((lower - Vector128.Create((byte)('a' + 128))).AsSByte(), Vector128.Create((sbyte)(-128 + 26)));
        var digits = Vector128.LessThan((bytes - Vector128.Create((byte)('0' + 128))).AsSByte(), Vector128.Create((sbyte)(-128 + 10)));
        (lower & (letters | digits).AsByte()).StoreUnsafe(ref MemoryMarshal.GetReference(folded));
        return true;
    }

    private static int Fold(char c, Span<byte> folded)
    {
        if (c < 128)
        {
            folded[0] = (byte)(char.IsAsciiLetterOrDigit(c) ? c | 0x20 : 0);
            return 1;
        }

        if (!char.IsLetterOrDigit(c))
        {
            folded[0] = 0;
            return 1;
        }

        var at = 0;
        var isWord = c >= FirstUnspaced;
        if (isWord)
        {
            folded[at++] = 0;
        }

        c = char.ToLowerInvariant(c);
        folded[at++] = (byte)(0x80 | (c >> 14));
        folded[at++] = (byte)(0x80 | ((c >> 7) & 0x7F));
        folded[at++] = (byte)(0x80 | (c & 0x7F));
        if (isWord)
        {
            folded[at++] = 0;
        }

        return at;
    }
}
