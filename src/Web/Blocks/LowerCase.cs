using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Thresher.Web.Blocks;

/// <summary>ASCII letters in lower case, all other bytes as they are, so that text in any encoding that contains ASCII may be looked at.</summary>
internal static class LowerCase
{
    private const byte Letters = 26;
    private const byte Bit = 0x20;

    /// <summary>Writes a text in lower case.</summary>
    /// <param name="text">The text.</param>
    /// <param name="lower">As long as the text.</param>
    public static void Write(ReadOnlySpan<byte> text, Span<byte> lower)
    {
        var done = 0;
        for (; done <= text.Length - Vector128<byte>.Count; done += Vector128<byte>.Count)
        {
            var bytes = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(text), (nuint)done);
            var isUpper = Vector128.LessThan(bytes - Vector128.Create((byte)'A'), Vector128.Create(Letters));
            (bytes | (isUpper & Vector128.Create(Bit))).StoreUnsafe(ref MemoryMarshal.GetReference(lower), (nuint)done);
        }

        for (; done < text.Length; done++)
        {
            lower[done] = (byte)(text[done] - 'A') < Letters ? (byte)(text[done] | Bit) : text[done];
        }
    }
}
