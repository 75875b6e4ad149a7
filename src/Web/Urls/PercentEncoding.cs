using System.Buffers;
using System.Text;
using Thresher.Web.Idna;

namespace Thresher.Web.Urls;

/// <summary>The percent-encode sets of the URL Standard (section 1.3), each as the characters that are not encoded.</summary>
internal static class PercentEncoding
{
    // Printable ASCII, minus what each set encodes; controls, DEL and everything beyond ASCII are in every set.
    public static readonly SearchValues<char> FragmentKept = Printable(" \"<>`");
    public static readonly SearchValues<char> QueryKept = Printable(" \"#<>'");
    public static readonly SearchValues<char> PathKept = Printable(" \"#<>?^`{}");
    public static readonly SearchValues<char> UserinfoKept = Printable(" \"#<>?^`{}/:;=@[\\]|");

    /// <summary>Kept in path, query and fragment alike, and not a separator: text of these needs no further check.</summary>
    public static readonly SearchValues<char> KeptEverywhere = Printable(" \"<>^`{}'\\");

    /// <summary>Appends <paramref name="text"/>, everything outside <paramref name="kept"/> as escaped UTF-8; a lone surrogate counts as U+FFFD.</summary>
    public static void Append(ref CharBuffer output, scoped ReadOnlySpan<char> text, SearchValues<char> kept)
    {
        while (true)
        {
            var run = text.IndexOfAnyExcept(kept);
            if (run < 0)
            {
                output.Append(text);
                return;
            }

            output.Append(text[..run]);
            text = text[run..];
            do
            {
                Rune.DecodeFromUtf16(text, out var rune, out var consumed);
                AppendEscaped(ref output, rune);
                text = text[consumed..];
            }
            while (!text.IsEmpty && !kept.Contains(text[0]));
        }
    }

    private static void AppendEscaped(ref CharBuffer output, Rune rune)
    {
        Span<byte> utf8 = stackalloc byte[4];
        var count = rune.EncodeToUtf8(utf8);
        for (var i = 0; i < count; i++)
        {
            output.AppendEscape(utf8[i]);
        }
    }

    private static SearchValues<char> Printable(string except) =>
        SearchValues.Create([.. Enumerable.Range(0x20, 0x7F - 0x20).Select(c => (char)c).Where(c => !except.Contains(c))]);
}
