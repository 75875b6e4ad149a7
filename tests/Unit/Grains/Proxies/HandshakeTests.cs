using System.Net;
using System.Text;
using Thresher.Grains.Proxies;
using Thresher.Jobs.Outcomes;

namespace Thresher.Tests.Unit.Grains.Proxies;

/// <summary>What is said to proxies and what of their answers follows, byte for byte.</summary>
public sealed class HandshakeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("a.example", null, "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n")]
    [InlineData("2001:db8::1", "Basic YTpi", "CONNECT [2001:db8::1]:443 HTTP/1.1\r\nHost: [2001:db8::1]:443\r\nProxy-Authorization: Basic YTpi\r\n\r\n")]
    public async Task Tunnel_IsAskedForByConnect(string host, string? authorization, string sent)
    {
        var proxy = new Scripted(Encoding.ASCII.GetBytes("HTTP/1.0 100 Continue\r\n\r\nHTTP/1.0 200 OK\r\nContent-Length: 4\r\n\r\nhost"));
        await HttpTunnel.OpenAsync(proxy, host, 443, authorization, Cancellation);
        Assert.Equal(sent, Encoding.ASCII.GetString(proxy.Heard));
        Assert.Equal(4, proxy.Left);
    }

    [Theory]
    [InlineData("HTTP/1.1 407 No\r\n\r\n", FetchOutcome.ProxyRefused, "it wants another name or password (407)")]
    [InlineData("HTTP/1.1 403 Forbidden\r\n\r\n", FetchOutcome.ProxyFailed, "it answers 403 Forbidden")]
    [InlineData("HTTP/1.1 502 Bad Gateway\r\n\r\n", FetchOutcome.ProxyFailed, "it answers 502 Bad Gateway")]
    [InlineData("HTTP/1.1 302\r\n\r\n", FetchOutcome.ProxyFailed, "it answers 302")]
    [InlineData("SSH-2.0-x\r\n", FetchOutcome.ProxyUnreachable, "what answers there is no HTTP proxy")]
    [InlineData("HTTP/1.1 x\r\n\r\n", FetchOutcome.ProxyUnreachable, "what answers there is no HTTP proxy")]
    [InlineData("HTTP/1.1 200 OK\r\n", FetchOutcome.ProxyUnreachable, "it closes the connection without an answer")]
    [InlineData("", FetchOutcome.ProxyUnreachable, "it closes the connection without an answer")]
    public async Task Tunnel_NotGiven_SaysWhatTheProxyDid(string answer, object outcome, string cause)
    {
        var told = await Assert.ThrowsAsync<ProxyException>(() => HttpTunnel.OpenAsync(new Scripted(Encoding.ASCII.GetBytes(answer)), "a.example", 443, null, Cancellation));
        Assert.Equal(((FetchOutcome)outcome, cause), (told.Outcome, told.Message));
    }

    [Fact]
    public async Task Tunnel_HeadWithoutEnd_IsGivenUp()
    {
        var proxy = new Scripted(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\n" + new string('a', 100_000)));
        var told = await Assert.ThrowsAsync<ProxyException>(() => HttpTunnel.OpenAsync(proxy, "a.example", 443, null, Cancellation));
        Assert.Equal(FetchOutcome.ProxyUnreachable, told.Outcome);
    }

    [Fact]
    public async Task Socks_WithoutCredentials_OffersNone_AndTellsTheName()
    {
        var proxy = new Scripted(5, 0, 5, 0, 0, 3, 2, (byte)'x', (byte)'y', 0, 80, (byte)'h');
        await Socks5.OpenAsync(proxy, "a.example", null, 8080, null, null, Cancellation);
        Assert.Equal([5, 1, 0, 5, 1, 0, 3, 9, .. "a.example"u8.ToArray(), 0x1F, 0x90], proxy.Heard);
        Assert.Equal(1, proxy.Left);
    }

    [Theory]
    [InlineData("192.0.2.1", 1)]
    [InlineData("2001:db8::1", 4)]
    public async Task Socks_ToldAnAddress_SendsItsBytes(string address, byte type)
    {
        var proxy = new Scripted(5, 0, 5, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        var parsed = IPAddress.Parse(address);
        await Socks5.OpenAsync(proxy, "a.example", parsed, 443, null, null, Cancellation);
        Assert.Equal([5, 1, 0, 5, 1, 0, type, .. parsed.GetAddressBytes(), 1, 0xBB], proxy.Heard);
        Assert.Equal(0, proxy.Left);

        // A literal is an address to a proxy that resolves names too.
        var named = new Scripted(5, 0, 5, 0, 0, 1, 0, 0, 0, 0, 0, 0);
        await Socks5.OpenAsync(named, address, null, 443, null, null, Cancellation);
        Assert.Equal(proxy.Heard, named.Heard);
    }

    [Fact]
    public async Task Socks_WithCredentials_GivesThemWhereTheyAreWanted()
    {
        var proxy = new Scripted(5, 2, 1, 0, 5, 0, 0, 1, 0, 0, 0, 0, 0, 0);
        await Socks5.OpenAsync(proxy, "a", null, 80, "né", "pass", Cancellation);
        Assert.Equal([5, 2, 0, 2, 1, 3, .. "né"u8.ToArray(), 4, .. "pass"u8.ToArray(), 5, 1, 0, 3, 1, (byte)'a', 0, 80], proxy.Heard);

        var open = new Scripted(5, 0, 5, 0, 0, 1, 0, 0, 0, 0, 0, 0);
        await Socks5.OpenAsync(open, "a", null, 80, "name", "pass", Cancellation);
        Assert.DoesNotContain("pass", Encoding.Latin1.GetString(open.Heard), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 5, 0xFF }, false, FetchOutcome.ProxyRefused, "it wants a name and a password, and the job gives none")]
    [InlineData(new byte[] { 5, 2 }, false, FetchOutcome.ProxyRefused, "it wants a name and a password, and the job gives none")]
    [InlineData(new byte[] { 5, 0xFF }, true, FetchOutcome.ProxyRefused, "it takes no name and password")]
    [InlineData(new byte[] { 5, 2, 1, 1 }, true, FetchOutcome.ProxyRefused, "it wants another name or password")]
    [InlineData(new byte[] { 5, 0, 5, 2, 0, 1 }, false, FetchOutcome.ProxyFailed, "its rules do not allow the host")]
    [InlineData(new byte[] { 5, 0, 5, 5, 0, 1 }, false, FetchOutcome.ProxyFailed, "the host refuses its connection")]
    [InlineData(new byte[] { 5, 0, 5, 99, 0, 1 }, false, FetchOutcome.ProxyFailed, "it answers with the code 99")]
    [InlineData(new byte[] { 4, 0 }, false, FetchOutcome.ProxyUnreachable, "what answers there is no SOCKS 5 proxy")]
    [InlineData(new byte[] { (byte)'H', (byte)'T' }, false, FetchOutcome.ProxyUnreachable, "what answers there is no SOCKS 5 proxy")]
    [InlineData(new byte[] { 5, 0, 5, 0, 0, 9 }, false, FetchOutcome.ProxyUnreachable, "what answers there is no SOCKS 5 proxy")]
    [InlineData(new byte[] { 5 }, false, FetchOutcome.ProxyUnreachable, "it closes the connection without an answer")]
    [InlineData(new byte[] { 5, 0, 5, 0, 0, 1, 0 }, false, FetchOutcome.ProxyUnreachable, "it closes the connection without an answer")]
    public async Task Socks_NotGiven_SaysWhatTheProxyDid(byte[] answer, bool named, object outcome, string cause)
    {
        var told = await Assert.ThrowsAsync<ProxyException>(() => Socks5.OpenAsync(new Scripted(answer), "a", null, 80, named ? "name" : null, named ? "pass" : null, Cancellation));
        Assert.Equal(((FetchOutcome)outcome, cause), (told.Outcome, told.Message));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1000)]
    public async Task Forwarded_WhereverWritesAreCut_IsInAbsoluteForm_WithCredentials(int firstPart)
    {
        var proxy = new Scripted();
        await using var stream = new ForwardedStream(proxy, "http://a.example:81", "Basic YTpi");
        for (var request = 1; request <= 2; request++)
        {
            var head = Encoding.ASCII.GetBytes($"GET /x?{request} HTTP/1.1\r\nHost: a.example:81\r\nA: b\r\n\r\n");

            // The handler's first write holds the method and the path's beginning at least.
            var cut = Math.Min(firstPart + 5, head.Length);
            await stream.WriteAsync(head.AsMemory(0, cut), Cancellation);
            foreach (var value in head[cut..])
            {
                await stream.WriteAsync(new[] { value }, Cancellation);
            }
        }

        Assert.Equal(
            "GET http://a.example:81/x?1 HTTP/1.1\r\nProxy-Authorization: Basic YTpi\r\nHost: a.example:81\r\nA: b\r\n\r\n"
            + "GET http://a.example:81/x?2 HTTP/1.1\r\nProxy-Authorization: Basic YTpi\r\nHost: a.example:81\r\nA: b\r\n\r\n",
            Encoding.ASCII.GetString(proxy.Heard));
    }
}
