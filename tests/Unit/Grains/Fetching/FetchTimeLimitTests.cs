using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Thresher.Grains.Fetching;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;

namespace Thresher.Tests.Unit.Grains.Fetching;

/// <summary>The limits as a server meets them, in fake time: each phase ends exactly at its own.</summary>
public sealed class FetchTimeLimitTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
    private static readonly FetchLimits Defaults = new(
        TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(60), 1024, AllowPrivate: true);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task GetAsync_NobodyConnects_EndsAtTheConnectLimit()
    {
        var network = new FakeNetwork { OnDial = (_, cancellation) => Task.Delay(Timeout.Infinite, cancellation) };
        using var transport = Fetches.Transport(network);
        var fetch = Start(transport, "http://10.0.0.1/");
        await Until.Async(() => !network.Dialled.IsEmpty);
        await EndsAfterAsync(fetch, TimeSpan.FromSeconds(10), FetchOutcome.ConnectTimeout);
    }

    [Fact]
    public async Task GetAsync_TlsNeverAgreed_EndsAtTheConnectLimit()
    {
        var hello = new TaskCompletionSource();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var transport = Fetches.Transport();
        var fetch = Start(transport, $"https://{listener.LocalEndpoint}/");
        using var client = await listener.AcceptTcpClientAsync(Fetches.Cancellation);
        await client.GetStream().ReadExactlyAsync(new byte[16], Fetches.Cancellation);
        await EndsAfterAsync(fetch, TimeSpan.FromSeconds(10), FetchOutcome.ConnectTimeout);
    }

    [Fact]
    public async Task GetAsync_SlowConnectThenSlowAnswer_EachHasItsLimit()
    {
        var connect = new TaskCompletionSource();
        var answer = new TaskCompletionSource();
        await using var server = RawServer.Start(async exchange =>
        {
            await answer.Task.WaitAsync(exchange.Stopping);
            await exchange.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        });
        var network = new FakeNetwork(server.EndPoint) { OnDial = (_, cancellation) => connect.Task.WaitAsync(cancellation) };
        using var transport = Fetches.Transport(network);
        var fetch = Start(transport, "http://10.0.0.1/");
        await Until.Async(() => !network.Dialled.IsEmpty);
        _time.Advance(TimeSpan.FromSeconds(10) - Tick);
        connect.SetResult();
        await server.RequestsAsync(1);
        _time.Advance(TimeSpan.FromSeconds(15) - Tick);
        answer.SetResult();
        using var response = await fetch;
        Assert.Equal((FetchOutcome.Ok, TimeSpan.FromSeconds(25) - (2 * Tick)), (response.Outcome, response.Elapsed));
    }

    [Fact]
    public async Task GetAsync_SilentOverANewConnection_EndsAtTheFirstByteLimit()
    {
        await using var server = RawServer.Start(exchange => exchange.HangAsync());
        using var transport = Fetches.Transport();
        var fetch = Start(transport, server.Url());
        await server.RequestsAsync(1);
        await EndsAfterAsync(fetch, TimeSpan.FromSeconds(15), FetchOutcome.FirstByteTimeout);
    }

    [Fact]
    public async Task GetAsync_SilentOverAConnectionUsedBefore_EndsAtTheFirstByteLimit()
    {
        await using var server = RawServer.Start(async exchange =>
        {
            exchange.KeepOpen = true;
            await (exchange.Target == "/silent" ? exchange.HangAsync() : exchange.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
        });
        using var transport = Fetches.Transport();
        using var first = await Start(transport, server.Url());
        var fetch = Start(transport, server.Url("/silent"));
        await server.RequestsAsync(2);
        await EndsAfterAsync(fetch, TimeSpan.FromSeconds(15), FetchOutcome.FirstByteTimeout);
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task GetAsync_HeaderDripped_EndsAtTheFirstByteLimit()
    {
        await using var server = RawServer.Start(async exchange =>
        {
            await exchange.SendAsync("HTTP/1.1 200 OK\r\nX-Slow: s");
            await exchange.HangAsync();
        });
        using var transport = Fetches.Transport();
        var fetch = Start(transport, server.Url());
        await server.RequestsAsync(1);
        await EndsAfterAsync(fetch, TimeSpan.FromSeconds(15), FetchOutcome.FirstByteTimeout);
    }

    [Fact]
    public async Task GetAsync_CallerCancels_EndsAsCancelled()
    {
        await using var server = RawServer.Start(exchange => exchange.HangAsync());
        using var transport = Fetches.Transport();
        using var stop = new CancellationTokenSource();
        var fetch = new HttpFetcher(transport, _time).GetAsync(server.Url(), Fetches.Agent, Defaults, stop.Token);
        await server.RequestsAsync(1);
        await stop.CancelAsync();
        using var response = await fetch;
        Assert.Equal(FetchOutcome.Cancelled, response.Outcome);
    }

    [Fact]
    public async Task GetAsync_FirstAddressDoesNotAnswer_LeavesTimeForTheNext()
    {
        await using var server = RawServer.Start("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        var network = new FakeNetwork(server.EndPoint)
        {
            OnDial = (endPoint, cancellation) => endPoint.Address.Equals(IPAddress.Parse("10.0.0.1")) ? Task.Delay(Timeout.Infinite, cancellation) : Task.CompletedTask,
        }.With("two.test", ["10.0.0.1", "10.0.0.2"]);
        using var transport = Fetches.Transport(network);
        var fetch = Start(transport, "http://two.test/");
        await Until.Async(() => !network.Dialled.IsEmpty);
        _time.Advance(TimeSpan.FromSeconds(5));
        using var response = await fetch;
        Assert.Equal(FetchOutcome.Ok, response.Outcome);
    }

    private Task<FetchResponse> Start(HttpTransport transport, string url) =>
        new HttpFetcher(transport, _time).GetAsync(url, Fetches.Agent, Defaults, Fetches.Cancellation);

    private async Task EndsAfterAsync(Task<FetchResponse> fetch, TimeSpan limit, FetchOutcome expected)
    {
        _time.Advance(limit - Tick);
        Assert.False(fetch.IsCompleted);
        _time.Advance(Tick);
        using var response = await fetch;
        Assert.Equal((expected, limit), (response.Outcome, response.Elapsed));
    }
}
