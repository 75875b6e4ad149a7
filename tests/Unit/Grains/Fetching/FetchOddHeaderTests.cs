using Thresher.Grains.Fetching;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;

namespace Thresher.Tests.Unit.Grains.Fetching;

/// <summary>What browsers take and strict readers do not, over real connections.</summary>
public sealed class FetchOddHeaderTests
{
    public static TheoryData<string> Lines => [.. ResponseHeadTests.Odd.Select(row => row.Data.Item1)];

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task GetAsync_OddLineBeforeTheType_LeavesTheTypeAndTheBody(string line)
    {
        using var response = await Fetches.GetAsync(RawServer.Start(
            $"HTTP/1.1 200 OK\r\n{line}\r\nContent-Type: text/html;charset=iso-8859-2\r\nContent-Length: 2\r\n\r\nok"));
        Assert.Equal((FetchOutcome.Ok, "text/html;charset=iso-8859-2"), (response.Outcome, response.ContentType));
        Assert.Equal("ok"u8.ToArray(), response.Body.ToArray());
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task GetAsync_OddLinesOnAConnectionThatIsKept_ConcernTheirResponseAlone(string line)
    {
        await using var server = RawServer.Start(async exchange =>
        {
            exchange.KeepOpen = true;
            foreach (var piece in $"HTTP/1.1 100 Continue\r\n{line}\r\n\r\nHTTP/1.1 200 OK\r\n{line}\r\nETag: {exchange.Target}\r\nContent-Length: 24\r\n\r\nbody: a\r\n\r\nHTTP/1.1 200 ".Chunk(7))
            {
                await exchange.SendAsync(new string(piece));
            }
        });
        using var transport = Fetches.Transport();
        var fetcher = new HttpFetcher(transport, TimeProvider.System);
        foreach (var path in new[] { "/a", "/b", "/c" })
        {
            using var response = await fetcher.GetAsync(server.Url(path), Fetches.Agent, Fetches.Limits, Fetches.Cancellation);
            Assert.Equal((FetchOutcome.Ok, path, 24), (response.Outcome, response.ETag, response.Body.Length));
            Assert.Equal("body: a\r\n\r\nHTTP/1.1 200 "u8.ToArray(), response.Body.ToArray());
        }

        Assert.Equal(1, server.Connections);
    }

    public static TheoryData<string> Trailers => ["\r\n", "\n", "X-A: 1\r\n\r\n", "no colon here\r\n\r\n", "A B: 1\r\nc\r\n\r\n", ": x\n y\n\n"];

    [Theory]
    [MemberData(nameof(Trailers))]
    public async Task GetAsync_TrailerOfAnyKind_CostsNeitherTheBodyNorTheConnection(string trailer)
    {
        foreach (var size in new[] { 1, 3, 1000 })
        {
            await using var server = RawServer.Start(async exchange =>
            {
                exchange.KeepOpen = true;
                foreach (var piece in $"HTTP/1.1 200 OK\r\nETag: {exchange.Target}\r\nTransfer-Encoding: Chunked\r\n\r\n6;x=y\r\n0\r\n\r\na\r\nA  \r\n0123456789\r\n000\r\n{trailer}".Chunk(size))
                {
                    await exchange.SendAsync(new string(piece));
                }
            });
            using var transport = Fetches.Transport();
            var fetcher = new HttpFetcher(transport, TimeProvider.System);
            foreach (var path in new[] { "/a", "/b" })
            {
                using var response = await fetcher.GetAsync(server.Url(path), Fetches.Agent, Fetches.Limits, Fetches.Cancellation);
                Assert.Equal((FetchOutcome.Ok, path), (response.Outcome, response.ETag));
                Assert.Equal("0\r\n\r\na0123456789"u8.ToArray(), response.Body.ToArray());
            }

            Assert.Equal(1, server.Connections);
        }
    }

    [Theory]
    [InlineData("2\r\nok\r\n0\r\n", FetchOutcome.Ok)]
    [InlineData("2\r\nok\r\n0\r\nodd li", FetchOutcome.Ok)]
    [InlineData("2\r\nok\r\n", FetchOutcome.BodyIncomplete)]
    [InlineData("2\r\nok\r\n0", FetchOutcome.BodyIncomplete)]
    [InlineData("20\r\nok\r\n0\r\n\r\n", FetchOutcome.BodyIncomplete)]
    public async Task GetAsync_ConnectionEndsBehindTheLastChunk_BodyIsWhole(string chunks, FetchOutcome expected)
    {
        using var response = await Fetches.GetAsync(RawServer.Start($"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}"));
        Assert.Equal(expected, response.Outcome);
    }

    [Fact]
    public async Task GetAsync_OddLineOverTls_IsDroppedToo()
    {
        using var certificate = RawServer.SelfSigned("localhost");
        await using var server = RawServer.Start(
            exchange => exchange.SendAsync("HTTP/1.1 200 OK\r\nno colon here\r\nContent-Length: 2\r\n\r\nok"), certificate);
        using var transport = Fetches.Transport(trust: (_, _, _, _) => true);
        using var response = await new HttpFetcher(transport, TimeProvider.System).GetAsync(
            $"https://{server.EndPoint}/", Fetches.Agent, Fetches.Limits, Fetches.Cancellation);
        Assert.Equal((FetchOutcome.Ok, 2), (response.Outcome, response.Body.Length));
    }

    [Fact]
    public async Task GetAsync_EndlessHead_IsAProtocolError()
    {
        await using var server = RawServer.Start(async exchange =>
        {
            await exchange.SendAsync("HTTP/1.1 200 OK\r\nno colon here\r\n");
            while (true)
            {
                await exchange.SendAsync($"X: {new string('a', 4000)}\r\n");
            }
        });
        using var response = await Fetches.GetAsync(server.Url());
        Assert.Equal(FetchOutcome.ProtocolError, response.Outcome);
    }

    [Fact]
    public async Task GetAsync_HeadsKept_AreTheBytesThatCameOddLinesIncluded()
    {
        const string Answer = "HTTP/1.1 200 Fine\r\nno colon here\r\nX-A : \u00e9\r\nB: c\r\n\td\r\nContent-Length: 2\r\n\r\n";
        await using var server = RawServer.Start(Answer + "ok");
        using var response = await Fetches.GetAsync(server.Url(), Fetches.Limits with { KeepHeads = true });
        Assert.Equal(new ExchangeHead(Assert.Single(server.Heads), Answer), response.Head);
    }

    [Theory]
    [InlineData("\"f\u00e9vrier-12\"", "\"f\u00e9vrier-12\"")]
    [InlineData("W/\"\u00ff\u0080\"", "W/\"\u00ff\u0080\"")]
    [InlineData("\"a\r\nX-Smuggled: 1\"", null)]
    [InlineData("\"a\0\"", null)]
    [InlineData("\"\u20ac\"", null)]
    [InlineData("", null)]
    public async Task GetAsync_ValidatorNotAscii_IsSentAsItCameOrNotAtAll(string validator, string? expected)
    {
        await using var server = RawServer.Start("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        using var transport = Fetches.Transport();
        using var response = await new HttpFetcher(transport, TimeProvider.System).GetAsync(
            server.Url(), Fetches.Agent, Fetches.Limits, Fetches.Cancellation, new StoredCopy(validator, validator, default));
        Assert.Equal(FetchOutcome.Ok, response.Outcome);
        var head = Assert.Single(server.Heads);
        Assert.Equal(expected is null, !head.Contains("If-", StringComparison.Ordinal));
        if (expected is not null)
        {
            Assert.Contains($"\r\nIf-None-Match: {expected}\r\nIf-Modified-Since: {expected}\r\n", head, StringComparison.Ordinal);
        }
    }
}
