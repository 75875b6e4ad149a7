using System.Net;
using System.Text.RegularExpressions;
using Thresher.TestWeb.Hostile;

namespace Thresher.Tests.Unit.TestWeb;

public sealed class HostileServerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(HostileBehaviour.Fine, 40, "^HTTP/1.1 200 OK\r\n.*Fine$")]
    [InlineData(HostileBehaviour.HeaderFlood, 20_000_000, "^HTTP/1.1 200 OK\r\nX-Flood-.*\r\n\r\nok$")]
    [InlineData(HostileBehaviour.EndlessHeaders, 1_000_000, "^HTTP/1.1 200 OK\r\n(X-Flood-[0-9]+: f+\r\n){1000}")]
    [InlineData(HostileBehaviour.EndlessHeaderLine, 1_000_000, "^HTTP/1.1 200 OK\r\nX-Long: x{900000}")]
    [InlineData(HostileBehaviour.EndlessInformational, 300, "^(HTTP/1.1 103 Early Hints\r\nLink: [^\r]*\r\n\r\n){5}")]
    [InlineData(HostileBehaviour.DripHeader, 40, "^HTTP/1.1 200 OK\r\nX-Slow: ssss")]
    [InlineData(HostileBehaviour.DripBody, 130, "<p>dddd")]
    [InlineData(HostileBehaviour.EndlessChunks, 1_000_000, "\r\n\r\n8000\r\nx+\r\n8000\r\n")]
    [InlineData(HostileBehaviour.CloseAtOnce, 1, "^$")]
    [InlineData(HostileBehaviour.SilentBody, 50, "Content-Length: 1000\r\n\r\n$")]
    [InlineData(HostileBehaviour.Garbage, 1000, "^\0")]
    [InlineData(HostileBehaviour.BadChunk, 1000, "\r\n\r\nzz\r\n")]
    [InlineData(HostileBehaviour.TwoLengths, 1000, "Content-Length: 2\r\nContent-Length: 20\r\n")]
    public async Task Get_Behaviour_SendsWhatItsNameSays(HostileBehaviour behaviour, int enough, string pattern)
    {
        await using var server = HostileServer.Start(interval: TimeSpan.FromMilliseconds(1));
        var (text, _) = await WebClient.ReadRawAsync(server.UrlOf(behaviour), enough, Cancellation);
        Assert.Matches(new Regex(pattern, RegexOptions.Singleline), text);
        Assert.Equal((server.BaseAddress.Authority, "raw"), (server.Ledger[0].Host, server.Ledger[0].UserAgent));
    }

    [Theory]
    [InlineData(HostileBehaviour.ResetAtOnce, "")]
    [InlineData(HostileBehaviour.ResetMidBody, "HTTP/1.1 200 OK")]
    public async Task Get_Reset_BreaksTheConnection(HostileBehaviour behaviour, string start)
    {
        await using var server = HostileServer.Start(interval: TimeSpan.FromMilliseconds(1));
        var (text, reset) = await WebClient.ReadRawAsync(server.UrlOf(behaviour), int.MaxValue, Cancellation);
        Assert.True(reset);
        Assert.StartsWith(start, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DisposeAsync_ConnectionsOpen_CutsThem()
    {
        var server = HostileServer.Start();
        var silent = WebClient.ReadRawAsync(server.UrlOf(HostileBehaviour.Silence), 1, Cancellation);
        while (server.Ledger.Count == 0)
        {
            await Task.Yield();
            Cancellation.ThrowIfCancellationRequested();
        }

        await server.DisposeAsync();
        Assert.Equal("", (await silent).Text);
        Assert.NotNull(server.Ledger[0].Ended);
    }

    [Fact]
    public async Task Get_Root_LinksToEveryBehaviour()
    {
        await using var server = HostileServer.Start();
        using var client = WebClient.Create();
        var html = await client.GetStringAsync(server.BaseAddress, Cancellation);
        Assert.All(Enum.GetValues<HostileBehaviour>(), behaviour =>
            Assert.Contains($"\"{server.UrlOf(behaviour).AbsolutePath}\"", html, StringComparison.Ordinal));
        using var missing = await client.GetAsync(new Uri(server.BaseAddress, "/robots.txt"), Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }
}
