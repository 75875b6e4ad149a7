using System.Text;
using Thresher.Grains.Politeness;
using Thresher.Jobs.Outcomes;

namespace Thresher.Tests.Unit.Grains.Fetching;

public sealed class FetchStatusTests
{
    [Theory]
    [InlineData(200, FetchOutcome.Ok)]
    [InlineData(203, FetchOutcome.Ok)]
    [InlineData(204, FetchOutcome.Ok)]
    [InlineData(206, FetchOutcome.Ok)]
    [InlineData(300, FetchOutcome.UnexpectedStatus)]
    [InlineData(301, FetchOutcome.Redirect)]
    [InlineData(302, FetchOutcome.Redirect)]
    [InlineData(303, FetchOutcome.Redirect)]
    [InlineData(304, FetchOutcome.NotModified)]
    [InlineData(305, FetchOutcome.UnexpectedStatus)]
    [InlineData(307, FetchOutcome.Redirect)]
    [InlineData(308, FetchOutcome.Redirect)]
    [InlineData(400, FetchOutcome.ClientError)]
    [InlineData(401, FetchOutcome.Forbidden)]
    [InlineData(403, FetchOutcome.Forbidden)]
    [InlineData(404, FetchOutcome.NotFound)]
    [InlineData(407, FetchOutcome.ClientError)]
    [InlineData(408, FetchOutcome.ServerError)]
    [InlineData(410, FetchOutcome.Gone)]
    [InlineData(418, FetchOutcome.ClientError)]
    [InlineData(429, FetchOutcome.TooManyRequests)]
    [InlineData(451, FetchOutcome.ClientError)]
    [InlineData(500, FetchOutcome.ServerError)]
    [InlineData(503, FetchOutcome.ServerError)]
    [InlineData(599, FetchOutcome.ServerError)]
    [InlineData(600, FetchOutcome.UnexpectedStatus)]
    [InlineData(999, FetchOutcome.UnexpectedStatus)]
    public async Task GetAsync_Status_IsItsOutcome(int status, FetchOutcome expected)
    {
        using var response = await Fetches.GetAsync(RawServer.Start($"HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n"));
        Assert.Equal((expected, status), (response.Outcome, response.Status));
        Assert.True(response.Body.IsEmpty);
    }

    [Theory]
    [InlineData("/next?a=%7e&b='|'", "/next?a=%7e&b='|'")]
    [InlineData("HTTP://Other.Example:80/%41", "HTTP://Other.Example:80/%41")]
    [InlineData("file:///etc/passwd", "file:///etc/passwd")]
    [InlineData("http:// not a url", "http:// not a url")]
    public async Task GetAsync_Redirect_HandsItsTargetBackAsSent(string sent, string expected)
    {
        using var response = await Fetches.GetAsync(RawServer.Start($"HTTP/1.1 301 Moved\r\nLocation: {sent}\r\nContent-Length: 0\r\n\r\n"));
        Assert.Equal(expected, response.Location);
    }

    [Fact]
    public async Task GetAsync_LocationInUtf8_IsReadSo()
    {
        var bytes = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes("/größe/日本"));
        using var response = await Fetches.GetAsync(RawServer.Start($"HTTP/1.1 302 Found\r\nLocation: {bytes}\r\nContent-Length: 0\r\n\r\n"));
        Assert.Equal("/größe/日本", response.Location);
    }

    [Fact]
    public async Task GetAsync_LocationNotUtf8_KeepsItsBytesAsEscapes()
    {
        using var response = await Fetches.GetAsync(RawServer.Start("HTTP/1.1 302 Found\r\nLocation: /gr\u00f6\u00dfe\r\nContent-Length: 0\r\n\r\n"));
        Assert.Equal("/gr%F6%DFe", response.Location);
    }

    [Fact]
    public async Task GetAsync_RedirectWithoutLocation_HasNone()
    {
        using var response = await Fetches.GetAsync(RawServer.Start("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"));
        Assert.Equal((FetchOutcome.Redirect, null), (response.Outcome, response.Location));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("Retry-After: 120\r\n", 120)]
    [InlineData("Retry-After: 0\r\n", 0)]
    [InlineData("Retry-After: soon\r\n", null)]
    [InlineData("Retry-After: -5\r\n", null)]
    [InlineData("Retry-After: 3000000000\r\n", 86400)]
    [InlineData("Retry-After: 99999999999999999999999999\r\n", 86400)]
    [InlineData("Date: Tue, 15 Nov 1994 08:12:31 GMT\r\nRetry-After: Tue, 15 Nov 1994 08:14:31 GMT\r\n", 120)]
    [InlineData("Date: Tue, 15 Nov 1994 08:12:31 GMT\r\nRetry-After: Tuesday, 15-Nov-94 08:14:31 GMT\r\n", 120)]
    [InlineData("Retry-After: Tue, 15 Nov 1994 08:14:31 GMT\r\n", 0)]
    public async Task GetAsync_RetryAfter_IsBelievedUpToADay(string header, int? seconds)
    {
        using var response = await Fetches.GetAsync(RawServer.Start($"HTTP/1.1 503 Busy\r\n{header}Content-Length: 0\r\n\r\n"));
        Assert.Equal(seconds is null, response.RetryAfter is null);
        Assert.Equal(TimeSpan.FromSeconds(seconds ?? 0), RetryPolicy.Believed(response.RetryAfter));
    }

    [Theory]
    [InlineData("Content-Type: text/plain\r\nContent-Type: text/html; charset=utf-8\r\n", "text/html;charset=utf-8")]
    [InlineData("Content-Type: text/html;charset=koi8-r,text/html\r\n", "text/html;charset=koi8-r")]
    [InlineData("", null)]
    public async Task GetAsync_ContentTypes_AreReadAsOne(string header, string? expected)
    {
        using var response = await Fetches.GetAsync(RawServer.Start($"HTTP/1.1 200 OK\r\n{header}Content-Length: 0\r\n\r\n"));
        Assert.Equal(expected, response.ContentType);
    }

    [Fact]
    public async Task GetAsync_RefreshAndLink_AreHandedOnInUtf8()
    {
        var bytes = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes("größe"));
        using var response = await Fetches.GetAsync(RawServer.Start(
            $"HTTP/1.1 200 OK\r\nRefresh: 0; url=/{bytes}\r\nLink: </{bytes}>; rel=next\r\nLink: </b>; rel=canonical\r\nContent-Length: 0\r\n\r\n"));
        Assert.Equal("0; url=/größe", response.Refresh);
        Assert.Equal(["</größe>; rel=next", "</b>; rel=canonical"], response.Links);
    }

    [Fact]
    public async Task GetAsync_Page_KeepsItsHeadersAsSent()
    {
        using var response = await Fetches.GetAsync(RawServer.Start(
            "HTTP/1.1 200 OK\r\nContent-Type: Text/HTML; Charset=\"utf-8\" ;x\r\nETag: W/\"a b\"\r\nLast-Modified: yesterday\r\n"
            + "X-Robots-Tag: noindex\r\nX-Robots-Tag: thresher: nofollow, noarchive\r\nContent-Length: 2\r\n\r\nok"));
        Assert.Equal("text/html;charset=utf-8", response.ContentType);
        Assert.Equal(("W/\"a b\"", "yesterday"), (response.ETag, response.LastModified));
        Assert.Equal(["noindex", "thresher: nofollow, noarchive"], response.RobotsTags);
        Assert.Equal("ok"u8.ToArray(), response.Body.ToArray());
    }
}
