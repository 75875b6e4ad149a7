using System.Text;

namespace Thresher.TestWeb.Generation;

/// <summary>Readable text without markup to bring pages to their size; made once, copied from then on.</summary>
internal sealed class FillerText
{
    private const int Length = 64 * 1024;

    private static readonly string[] Words =
        ("grain chaff sheaf field barn mill flour husk straw sickle reaper harvest winnow sieve furrow plough acre oats "
        + "barley rye wheat spelt café naïve stone river cart wheel autumn morning load store count measure weigh").Split(' ');

    private readonly byte[] _text;

    public FillerText(ulong seed)
    {
        var text = new StringBuilder(Length);
        for (var word = 0; text.Length < Length; word++)
        {
            text.Append(Words[Dice.Roll(seed, 0, word, Purpose.Filler, Words.Length)]).Append(word % 12 == 11 ? ".\n" : " ");
        }

        _text = Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Text from about a given place on, starting and ending between words.</summary>
    /// <param name="from">Any number; wraps round.</param>
    /// <param name="maxBytes">Most bytes wanted; the result may be shorter.</param>
    public ReadOnlySpan<byte> Slice(ulong from, int maxBytes)
    {
        var start = (int)(from % (Length / 2));
        start += _text.AsSpan(start).IndexOf((byte)' ') + 1;
        var slice = _text.AsSpan(start, Math.Min(maxBytes, _text.Length - start));
        return slice[..(slice.LastIndexOf((byte)' ') + 1)];
    }
}
