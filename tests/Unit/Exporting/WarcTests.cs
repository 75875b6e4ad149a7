using System.IO.Compression;
using System.Text;
using Thresher.Client.Exporting.Warc;
using Thresher.Web.Urls;

namespace Thresher.Tests.Unit.Exporting;

public sealed class WarcTests
{
    [Fact]
    public void Digest_KnownText_IsBase32OfSha1() =>
        Assert.Equal("sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5", WarcFile.Digest("ab"u8.ToArray(), "c"u8.ToArray()));

    [Fact]
    public async Task Write_TwoRecords_AreMembersOfTheirOwn()
    {
        using var stream = new MemoryStream();
        var file = new WarcFile(stream);
        var info = new WarcRecord("warcinfo", Guid.NewGuid(), DateTimeOffset.UnixEpoch, "application/warc-fields") { Body = "a: b\r\n"u8.ToArray() };
        await file.WriteAsync(info);
        var first = (int)stream.Length;
        await file.WriteAsync(new WarcRecord("request", Guid.NewGuid(), DateTimeOffset.UnixEpoch.AddMilliseconds(7), null) { Fields = [("X", "y")] });

        Assert.StartsWith("WARC/1.1\r\nWARC-Type: warcinfo\r\n", Unzip(stream.ToArray()[..first]), StringComparison.Ordinal);
        var second = Unzip(stream.ToArray()[first..]);
        Assert.Contains("WARC-Date: 1970-01-01T00:00:00.007Z\r\nX: y\r\n", second, StringComparison.Ordinal);
        Assert.Contains($"WARC-Warcinfo-ID: <urn:uuid:{info.Id}>\r\n", second, StringComparison.Ordinal);
        Assert.EndsWith("Content-Length: 0\r\n\r\n\r\n\r\n", second, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length: 5", "Content-Length: 5")]
    [InlineData("X: y", "X: y,Content-Length: 5")]
    [InlineData("content-length: 9,Content-Encoding: gzip", "X-Crawler-content-length: 9,X-Crawler-Content-Encoding: gzip,Content-Length: 5")]
    [InlineData("Transfer-Encoding: chunked", "X-Crawler-Transfer-Encoding: chunked,Content-Length: 5")]
    [InlineData("Content-Length: 5,Content-Encoding: br", "X-Crawler-Content-Length: 5,X-Crawler-Content-Encoding: br,Content-Length: 5")]
    public void ArchivedHead_FitsTheDecodedBody(string fields, string archived)
    {
        var head = $"HTTP/1.1 200 \u00e9\r\n{fields.Replace(",", "\r\n", StringComparison.Ordinal)}\r\n\r\n";
        Assert.Equal(
            $"HTTP/1.1 200 \u00e9\r\n{archived.Replace(",", "\r\n", StringComparison.Ordinal)}\r\n\r\n", Encoding.Latin1.GetString(ArchivedHead.Of(head, 5)));
    }

    [Theory]
    [InlineData("GET /a?b HTTP/1.1\r\nHost: h:81\r\n\r\n", "https://h:81/c", "https://h:81/a?b")]
    [InlineData("GET /a HTTP/1.1\r\nHost: ::1:8080\r\n\r\n", "http://[::1]:8080/c", "http://[::1]:8080/a")]
    [InlineData("GET /a HTTP/1.1\r\nHost: [2001:db8::1]\r\n\r\n", "http://[2001:db8::1]/", "http://[2001:db8::1]/a")]
    [InlineData("GET /robots.txt HTTP/1.1\r\nHost: other:81\r\n\r\n", "http://h/c", "http://other:81/robots.txt")]
    [InlineData("GET / HTTP/1.1\r\n\r\n", "https://h/c", "https://h/")]
    [InlineData("nonsense\r\n\r\n", "https://h/c", "https://h/c")]
    public void ArchivedHead_Target_IsWhatWasAskedFor(string request, string url, string target) =>
        Assert.Equal(target, ArchivedHead.Target(request, url));

    [Fact]
    public void ArchivedHead_LinesThatEndInLf_AreLines() => Assert.Equal(
        "HTTP/1.1 200 OK\r\nX-Crawler-Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\n",
        Encoding.Latin1.GetString(ArchivedHead.Of("HTTP/1.1 200 OK\nContent-Encoding: gzip\n\n", 5)));

    [Fact]
    public void KnownPayloads_ManyOfThem_ForgetsTheOldestAndTellsDigestsApart()
    {
        var known = new KnownPayloads();
        for (var i = 0; i < 250_000; i++)
        {
            Assert.True(known.AddFetch(new Guid(i, 0, 0, new byte[8])));
            known.Add(new Hash128(0, (ulong)i), new Payload(Guid.Empty, $"{i}", default, "sha1:A"));
        }

        Assert.Null(known.Find(new Hash128(0, 0), "sha1:A"));
        Assert.Equal("249999", known.Find(new Hash128(0, 249_999), "sha1:A")!.Target);
        Assert.Null(known.Find(new Hash128(0, 249_999), "sha1:B"));
        Assert.False(known.AddFetch(new Guid(249_999, 0, 0, new byte[8])));
    }

    private static string Unzip(byte[] member)
    {
        using var gzip = new GZipStream(new MemoryStream(member), CompressionMode.Decompress);
        using var text = new StreamReader(gzip, Encoding.Latin1);
        return text.ReadToEnd();
    }
}
