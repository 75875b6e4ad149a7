using System.IO.Compression;
using System.Security.Cryptography;
using Thresher.Grains.Fetching;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;

namespace Thresher.Tests.Unit.Grains.Fetching;

public sealed class FetchBodyTests
{
    private static readonly byte[] Page = MakePage();

    public static TheoryData<string> Codings => ["gzip", "x-gzip", "GZip", "zlib", "raw", "br", "zstd"];

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task GetAsync_Coded_IsDecoded(string coding)
    {
        using var response = await GetAsync([coding], Encode(Page, coding));
        Assert.Equal((FetchOutcome.Ok, false), (response.Outcome, response.BodyCut));
        Assert.True(response.Body.Span.SequenceEqual(Page));
    }

    [Theory]
    [InlineData("gzip", "br")]
    [InlineData("zstd", "gzip")]
    [InlineData("br", "raw", "gzip", "zlib")]
    [InlineData("identity", "gzip", "identity")]
    public async Task GetAsync_NestedCodings_AreUndoneInReverse(params string[] codings)
    {
        using var response = await GetAsync(codings, codings.Aggregate(Page, Encode));
        Assert.Equal(FetchOutcome.Ok, response.Outcome);
        Assert.True(response.Body.Span.SequenceEqual(Page));
    }

    [Fact]
    public async Task GetAsync_CodingsInSeveralHeaders_AreUndoneInReverse()
    {
        using var response = await Fetches.GetAsync(RawServer.Start(
            "Content-Encoding: gzip\r\nContent-Encoding: br\r\n", Encode(Encode(Page, "gzip"), "br")));
        Assert.True(response.Body.Span.SequenceEqual(Page));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("UTF-8")]
    [InlineData("text/html")]
    [InlineData("8bit")]
    [InlineData("binary, nonsense")]
    [InlineData("")]
    [InlineData(",")]
    public async Task GetAsync_CodingThatIsNone_IsPassedOver(string header)
    {
        using var response = await Fetches.GetAsync(RawServer.Start($"Content-Encoding: {header}\r\n", Page));
        Assert.Equal(FetchOutcome.Ok, response.Outcome);
        Assert.True(response.Body.Span.SequenceEqual(Page));
    }

    [Fact]
    public async Task GetAsync_CodingAmongValuesThatAreNone_IsUndone()
    {
        using var response = await Fetches.GetAsync(RawServer.Start("Content-Encoding: utf-8, gzip\r\nContent-Encoding: none\r\n", Encode(Page, "gzip")));
        Assert.True(response.Body.Span.SequenceEqual(Page));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("zstd")]
    public async Task GetAsync_UndecodableBodyTaken_IsTheBytesThatCame(string header)
    {
        var text = "User-agent: *\nDisallow: /private/\n"u8.ToArray();
        using var response = await Fetches.GetAsync(
            RawServer.Start($"Content-Encoding: {header}\r\n", text), Fetches.Limits with { TakesUndecodable = true });
        Assert.Equal((FetchOutcome.Ok, false), (response.Outcome, response.BodyCut));
        Assert.Equal(text, response.Body.ToArray());
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task GetAsync_DecodableBodyWithUndecodableOnesTaken_IsDecoded(string coding)
    {
        using var response = await GetAsync([coding], Encode(Page, coding), Fetches.Limits with { TakesUndecodable = true });
        Assert.True(response.Body.Span.SequenceEqual(Page));
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("compress")]
    [InlineData("gzip, nonsense")]
    [InlineData("gzip;q=1")]
    [InlineData("gzip, gzip, gzip, gzip, gzip")]
    public async Task GetAsync_CodingNotKnownOrTooDeep_IsBadEncoding(string header)
    {
        using var response = await Fetches.GetAsync(RawServer.Start($"Content-Encoding: {header}\r\n", Page));
        Assert.Equal((FetchOutcome.BadEncoding, 200), (response.Outcome, response.Status));
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task GetAsync_PlainBodySaidToBeCoded_IsBadEncoding(string coding)
    {
        using var response = await GetAsync([coding], "<!DOCTYPE html><title>Not coded at all</title>"u8.ToArray());
        Assert.Equal(FetchOutcome.BadEncoding, response.Outcome);
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task GetAsync_CodedBodyCutOff_IsIncomplete(string coding)
    {
        var coded = Encode(Page, coding);
        foreach (var length in new[] { 1, coded.Length / 2, coded.Length - 1 })
        {
            using var response = await GetAsync([coding], coded[..length]);
            Assert.Equal((length, FetchOutcome.BodyIncomplete), (length, response.Outcome));
        }
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task GetAsync_CodedBodyEmpty_IsAnEmptyPage(string coding)
    {
        using var response = await GetAsync([coding], []);
        Assert.Equal((FetchOutcome.Ok, 0), (response.Outcome, response.Body.Length));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zlib")]
    [InlineData("raw")]
    [InlineData("br")]
    [InlineData("zstd")]
    [InlineData("gzip", "gzip")]
    [InlineData("br", "gzip")]
    public async Task GetAsync_Bomb_IsFoundOut(params string[] codings)
    {
        var bomb = codings.Aggregate(new byte[16 * 1024 * 1024], Encode);
        using var response = await GetAsync(codings, bomb, Fetches.Limits with { MaxBodyBytes = 1L << 40 });
        Assert.Equal(FetchOutcome.ExpansionBomb, response.Outcome);
    }

    [Fact]
    public async Task GetAsync_BombInAnInnerLayer_IsFoundOut()
    {
        // Eight megabytes of empty gzip members: nothing comes out, and still it expands.
        byte[] empty = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        var members = new byte[empty.Length * (8 * 1024 * 1024 / empty.Length)];
        for (var i = 0; i < members.Length; i += empty.Length)
        {
            empty.CopyTo(members, i);
        }

        using var response = await GetAsync(["gzip", "gzip"], Encode(members, "gzip"));
        Assert.Equal(FetchOutcome.ExpansionBomb, response.Outcome);
    }

    [Fact]
    public async Task GetAsync_RatioAHundredAndLess_IsNoBomb()
    {
        var noise = RandomNumberGenerator.GetBytes(64 * 1024);
        byte[] compressible = [.. noise, .. new byte[4 * 1024 * 1024]];
        using var response = await GetAsync(["gzip"], Encode(compressible, "gzip"));
        Assert.Equal((FetchOutcome.Ok, compressible.Length), (response.Outcome, response.Body.Length));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task GetAsync_BodyOverTheLimit_IsCutThereAndFlagged(string? coding)
    {
        foreach (var (limit, cut) in new[] { (1, true), (Page.Length - 1, true), (Page.Length, false), (Page.Length + 1, false) })
        {
            using var response = await GetAsync(
                coding is null ? [] : [coding], coding is null ? Page : Encode(Page, coding), Fetches.Limits with { MaxBodyBytes = limit });
            Assert.Equal((FetchOutcome.Ok, cut), (response.Outcome, response.BodyCut));
            Assert.True(response.Body.Span.SequenceEqual(Page.AsSpan(0, Math.Min(limit, Page.Length))));
        }
    }

    [Theory]
    [InlineData("Content-Length: 3\r\n\r\nab", FetchOutcome.BodyIncomplete)]
    [InlineData("Content-Length: 9000000000000000000\r\n\r\nab", FetchOutcome.BodyIncomplete)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n", FetchOutcome.BodyIncomplete)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\nab", FetchOutcome.BodyIncomplete)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nzz\r\nab", FetchOutcome.ProtocolError)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\nab", FetchOutcome.ProtocolError)]
    [InlineData("Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc", FetchOutcome.ProtocolError)]
    [InlineData("Content-Length: 2\r\nContent-Length: 2\r\n\r\nab", FetchOutcome.Ok)]
    [InlineData("Content-Length: 2\r\n\r\nabcdef", FetchOutcome.Ok)]
    [InlineData("Connection: close\r\n\r\nab", FetchOutcome.Ok)]
    [InlineData("Content-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n", FetchOutcome.Ok)]
    public async Task GetAsync_LengthAndBodyDisagree_IsToldByTheFraming(string rest, FetchOutcome expected)
    {
        using var response = await Fetches.GetAsync(RawServer.Start("HTTP/1.1 200 OK\r\n" + rest));
        Assert.Equal(expected, response.Outcome);
        Assert.Equal(expected == FetchOutcome.Ok ? "ab"u8.ToArray() : [], response.Body.ToArray());
    }

    [Fact]
    public async Task GetAsync_ZstdOfAWindowBeyondTheLimit_IsBadEncoding()
    {
        // RFC 8878 §3.1.1.1.2: a window descriptor of exponent 14 and mantissa 0 wants 16 MiB.
        byte[] frame = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 14 << 3, 0x01, 0x00, 0x00];
        using var response = await GetAsync(["zstd"], frame);
        Assert.Equal(FetchOutcome.BadEncoding, response.Outcome);
        frame[5] = 13 << 3;
        using var within = await GetAsync(["zstd"], frame);
        Assert.Equal((FetchOutcome.Ok, 0), (within.Outcome, within.Body.Length));
    }

    private static Task<FetchResponse> GetAsync(string[] codings, byte[] body, FetchLimits? limits = null)
    {
        var names = codings.Select(coding => coding is "zlib" or "raw" ? "deflate" : coding);
        return Fetches.GetAsync(RawServer.Start($"Content-Encoding: {string.Join(", ", names)}\r\n", body), limits);
    }

    private static byte[] Encode(byte[] plain, string coding)
    {
        var coded = new MemoryStream();
        using (Stream encoder = coding.ToLowerInvariant() switch
        {
            "gzip" or "x-gzip" => new GZipStream(coded, CompressionLevel.Optimal),
            "zlib" => new ZLibStream(coded, CompressionLevel.Optimal),
            "raw" => new DeflateStream(coded, CompressionLevel.Optimal),
            "br" => new BrotliStream(coded, CompressionLevel.Optimal),
            "zstd" => new ZstdSharp.CompressionStream(coded, leaveOpen: true),
            _ => new BufferedStream(coded),
        })
        {
            encoder.Write(plain);
        }

        return coded.ToArray();
    }

    private static byte[] MakePage()
    {
        var page = new byte[300_000];
        new Random(1).NextBytes(page.AsSpan(0, 50_000));
        return page;
    }
}
