using System.Buffers.Binary;
using System.IO.Hashing;
using System.Numerics;
using System.Text;
using Thresher.Web.Html;

namespace Thresher.Tests.Unit.Web.Html;

public sealed class SimHashTests
{
    private static readonly string[] Words = [.. Enumerable.Range(0, 600).Select(i => $"word{i * i % 977}")];

    [Fact]
    public void Value_SameWordsInOtherMarkup_IsTheSame()
    {
        var plain = Of(string.Join(' ', Words));
        Assert.Equal(plain, Of(string.Join(",\n ", Words).ToUpperInvariant()));
        var pieces = new SimHash();
        foreach (var word in Words)
        {
            pieces.Add(word, 0, word.Length);
        }

        Assert.Equal(plain, pieces.Value);
    }

    [Fact]
    public void Value_FewWordsChanged_IsNearAndOtherTextIsFar()
    {
        var first = Of(string.Join(' ', Words))!.Value;
        string[] edited = [.. Words];
        edited[300] = "else";
        Assert.InRange(SimHash.Distance(first, Of(string.Join(' ', edited))!.Value), 0, 3);
        Assert.InRange(SimHash.Distance(first, Of(string.Join(' ', Words.Reverse()))!.Value), 16, 48);
    }

    [Fact]
    public void Value_LittleText_IsNoFingerprint()
    {
        Assert.Null(Of(""));
        Assert.Null(Of("only a few words here"));
        Assert.Null(Of(string.Join(' ', Words[..(SimHash.LeastShingles + 1)])));
        Assert.NotNull(Of(string.Join(' ', Words[..(SimHash.LeastShingles + 2)])));
        Assert.NotNull(Of(new string('漢', SimHash.LeastShingles + 2)));
    }

    [Fact]
    public void Value_OneShingleRepeated_IsThatShinglesHash()
    {
        // Whatever the count, on both sides of a full set of planes.
        var few = Of(string.Concat(Enumerable.Repeat("a ", 20)));
        Assert.Equal(few, Of(string.Concat(Enumerable.Repeat("a ", 257))));
        Assert.Equal(few, Of(string.Concat(Enumerable.Repeat("a ", 5_000))));
    }

    [Fact]
    public void Value_AnyTextInAnyStretches_IsThatOfTheDefinition()
    {
        const string Characters = "abcXYZ019 .,\n-\u007F\u0080éÉßӘЖжሀ漢字ก\uD83D\uDE00\uFF21";
        var random = new Random(20);
        for (var round = 0; round < 400; round++)
        {
            var ascii = random.Next(3) > 0;
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 60)).Select(_ =>
                random.Next(30) == 0 ? new string('q', random.Next(240, 9000))
                : ascii ? new string('w', random.Next(1, 20)) + " "[random.Next(2)..] + random.Next(99)
                : Characters[random.Next(Characters.Length)].ToString() + Characters[random.Next(15)]));
            var hash = new SimHash();
            var words = new List<byte[]>();
            for (int from = 0, to; from < text.Length; from = to)
            {
                to = Math.Min(text.Length, from + random.Next(1, 300));
                hash.Add(text, from, to);
                words.AddRange(WordsOf(text[from..to]));
            }

            Assert.Equal(Plain(words), hash.Value);
        }
    }

    [Fact]
    public void Distance_NearDuplicatesAndOthers_AreToldAsWellAsByTheBestOfHashes()
    {
        // Pages of a skewed vocabulary with one word in a thousand replaced.
        var random = new Random(3);
        string Word() => $"w{(int)(Math.Pow(random.NextDouble(), 3) * 5_000)}";
        int near = 0, nearByBest = 0, far = 0;
        ulong before = 0;
        for (var page = 0; page < 300; page++)
        {
            string[] words = [.. Enumerable.Range(0, random.Next(1_000, 3_000)).Select(_ => Word())];
            var (hash, best) = (Of(string.Join(' ', words))!.Value, Best(words));
            for (var edit = 0; edit < words.Length / 1_000; edit++)
            {
                words[random.Next(words.Length)] = Word();
            }

            near += SimHash.Distance(hash, Of(string.Join(' ', words))!.Value) <= 3 ? 1 : 0;
            nearByBest += SimHash.Distance(best, Best(words)) <= 3 ? 1 : 0;
            far += SimHash.Distance(hash, before) <= 3 ? 1 : 0;
            before = hash;
        }

        Assert.InRange(near, Math.Max(225, nearByBest - 25), 300);
        Assert.Equal(0, far);
    }

    /// <summary>The fingerprint with a hash of shingles that is known to be good, at a price.</summary>
    private static ulong Best(string[] words)
    {
        var counts = new int[64];
        for (var i = 2; i < words.Length; i++)
        {
            var x = XxHash3.HashToUInt64(Encoding.UTF8.GetBytes($"{words[i - 2]} {words[i - 1]} {words[i]}"));
            for (var bit = 0; bit < 64; bit++)
            {
                counts[bit] += (x >> bit & 1) != 0 ? 1 : -1;
            }
        }

        return Enumerable.Range(0, 64).Aggregate(0UL, (value, bit) => value | (counts[bit] > 0 ? 1UL << bit : 0));
    }

    private static IEnumerable<byte[]> WordsOf(string text)
    {
        var word = new List<byte>();
        foreach (var c in text + " ")
        {
            var ends = !char.IsLetterOrDigit(c) || c >= '\u2E80';
            if (ends && word.Count > 0)
            {
                yield return [.. word];
                word.Clear();
            }

            if (char.IsLetterOrDigit(c))
            {
                var lower = char.ToLowerInvariant(c);
                word.AddRange(c < 128 ? [(byte)lower] : [(byte)(0x80 | (lower >> 14)), (byte)(0x80 | ((lower >> 7) & 127)), (byte)(0x80 | (lower & 127))]);
                if (ends)
                {
                    yield return [.. word];
                    word.Clear();
                }
            }
        }
    }

    private static ulong? Plain(List<byte[]> words)
    {
        var hashes = words.Select(Hash).ToList();
        if (hashes.Count < SimHash.LeastShingles + 2)
        {
            return null;
        }

        var counts = new int[64];
        for (var i = 2; i < hashes.Count; i++)
        {
            var x = hashes[i - 2] + BitOperations.RotateLeft(hashes[i - 1], 21) + BitOperations.RotateLeft(hashes[i], 42);
            x = (x ^ (x >> 33)) * 0xFF51AFD7ED558CCD;
            x = (x ^ (x >> 33)) * 0xC4CEB9FE1A85EC53;
            x ^= x >> 33;
            for (var bit = 0; bit < 64; bit++)
            {
                counts[bit] += (x >> bit & 1) != 0 ? 1 : -1;
            }
        }

        return Enumerable.Range(0, 64).Aggregate(0UL, (value, bit) => value | (counts[bit] > 0 ? 1UL << bit : 0));
    }

    private static ulong Hash(byte[] word)
    {
        ulong hash = 0;
        var at = 0;
        for (; word.Length - at >= 8 && at < 256; at += 8)
        {
            hash = (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(word.AsSpan(at))) * 0x9E3779B97F4A7C15;
            hash ^= hash >> 32;
        }

        if (at == 256)
        {
            return hash;
        }

        var last = new byte[8];
        word.AsSpan(at).CopyTo(last);
        return (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(last)) * 0x9E3779B97F4A7C15;
    }

    private static ulong? Of(string text)
    {
        var hash = new SimHash();
        hash.Add(text, 0, text.Length);
        return hash.Value;
    }
}
