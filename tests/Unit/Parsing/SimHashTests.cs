using Thresher.Parsing;

namespace Thresher.Tests.Unit.Parsing;

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
            pieces.Add(word);
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

    private static ulong? Of(string text)
    {
        var hash = new SimHash();
        hash.Add(text);
        return hash.Value;
    }
}
