using CsCheck;
using Thresher.Grains.Fetching;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;
using Thresher.Web.Urls;

namespace Thresher.Tests.Unit.Grains.Fetching;

public sealed class FetchWireTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Fact]
    public async Task GetAsync_Request_IsTheseBytes()
    {
        const string Target = "/a//b/../%41/%zz;p=1/{x}|^?q=%7e'&r=a+b%20c&&=?";
        await using var server = RawServer.Start(Ok);
        using var response = await Fetches.GetAsync(server.Url(Target));
        Assert.Equal(
            $"GET {Target} HTTP/1.1\r\nHost: {server.EndPoint}\r\nUser-Agent: {Fetches.Agent}\r\n"
            + "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n\r\n",
            Assert.Single(server.Heads));
    }

    [Fact]
    public async Task GetAsync_HeadsKept_AreWhatWasSentAndCame()
    {
        const string Answer = "HTTP/1.1 203 Perhaps\r\nSet-Cookie: a=1, b\r\nX-Name: \u00e9\r\nSet-Cookie: c=2\r\nContent-Length: 2\r\nContent-Type: text/html\r\n\r\n";
        await using var server = RawServer.Start(Answer + "ok");
        using var response = await Fetches.GetAsync(server.Url("/a?b={c}"), Fetches.Limits with { KeepHeads = true });
        Assert.Equal(Assert.Single(server.Heads), response.Head!.Request);
        Assert.StartsWith("HTTP/1.1 203 Perhaps\r\n", response.Head.Response, StringComparison.Ordinal);
        Assert.Equal(Fields(Answer), Fields(response.Head.Response));
        Assert.Equal(response.Head, ExchangeHead.Read(CompressedText.Bytes(response.Head.Compress())));

        static IEnumerable<string> Fields(string head) => head.Split("\r\n").Skip(1).Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task GetAsync_AnyParsedUrl_ArrivesUnchanged()
    {
        await using var server = RawServer.Start(exchange =>
        {
            exchange.KeepOpen = true;
            return exchange.SendAsync(Ok);
        });
        using var transport = Fetches.Transport();
        var fetcher = new HttpFetcher(transport, TimeProvider.System);
        await Gen.String[Gen.OneOf(Gen.Char['!', '~'], Gen.Char['\u00a0', '\u04ff']), 0, 40].SampleAsync(
            async text =>
            {
                if (!WebUrl.TryParse(server.Url("/") + text, null, out var url) || url.DomainKey != server.EndPoint.ToString())
                {
                    return;
                }

                using var response = await fetcher.GetAsync(url.RequestHref, Fetches.Agent, Fetches.Limits, Fetches.Cancellation);
                Assert.Equal(FetchOutcome.Ok, response.Outcome);
                Assert.True(server.Heads.TryDequeue(out var head));
                Assert.StartsWith($"GET {url.PathAndQuery} HTTP/1.1\r\n", head, StringComparison.Ordinal);
            },
            iter: 300,
            threads: 1);
        Assert.Equal(1, server.Connections);
    }

    [Theory]
    [InlineData("Mozilla/5.0 (compatible; X/1; +http://x.example/;a=b)")]
    [InlineData("just words, no product")]
    [InlineData("()")]
    public async Task GetAsync_UserAgent_IsSentAsGiven(string agent)
    {
        await using var server = RawServer.Start(Ok);
        using var transport = Fetches.Transport();
        using var response = await new HttpFetcher(transport, TimeProvider.System).GetAsync(server.Url(), agent, Fetches.Limits, Fetches.Cancellation);
        Assert.Contains($"\r\nUser-Agent: {agent}\r\n", Assert.Single(server.Heads), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetAsync_Cookie_IsNeverSentBack()
    {
        await using var server = RawServer.Start("HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n");
        using var transport = Fetches.Transport();
        var fetcher = new HttpFetcher(transport, TimeProvider.System);
        for (var i = 0; i < 2; i++)
        {
            using var response = await fetcher.GetAsync(server.Url(), Fetches.Agent, Fetches.Limits, Fetches.Cancellation);
        }

        Assert.DoesNotContain(server.Heads, head => head.Contains("Cookie", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(server.Heads, head => head.Contains("traceparent", StringComparison.OrdinalIgnoreCase));
    }
}
