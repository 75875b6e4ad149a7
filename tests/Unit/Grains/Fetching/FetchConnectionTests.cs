using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Thresher.Grains.Fetching;
using Thresher.Jobs.Outcomes;

namespace Thresher.Tests.Unit.Grains.Fetching;

public sealed class FetchConnectionTests
{
    [Fact]
    public async Task GetAsync_PortClosed_IsConnectFailure()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var endPoint = listener.LocalEndpoint;
        listener.Stop();
        using var response = await Fetches.GetAsync($"http://{endPoint}/");
        Assert.Equal(FetchOutcome.ConnectFailure, response.Outcome);
    }

    [Theory]
    [InlineData(SocketError.HostUnreachable)]
    [InlineData(SocketError.NetworkUnreachable)]
    [InlineData(SocketError.TimedOut)]
    public async Task GetAsync_Unreachable_IsConnectFailure(SocketError error)
    {
        var network = new FakeNetwork { OnDial = (_, _) => throw new SocketException((int)error) };
        using var response = await Fetches.GetAsync("http://10.0.0.1/", network: network);
        Assert.Equal(FetchOutcome.ConnectFailure, response.Outcome);
    }

    [Theory]
    [InlineData("http://nowhere.invalid/")]
    [InlineData("https://nowhere.invalid/")]
    [InlineData("http://a..b/")]
    [InlineData("http://a~b/")]
    [InlineData("http://*.example.com/")]
    public async Task GetAsync_NameDoesNotResolve_IsDnsNameNotFound(string url)
    {
        using var response = await Fetches.GetAsync(url, network: new FakeNetwork());
        Assert.Equal(FetchOutcome.DnsNameNotFound, response.Outcome);
    }

    [Fact]
    public async Task GetAsync_NameWithoutAddresses_IsDnsNameNotFound()
    {
        using var response = await Fetches.GetAsync("http://empty.test/", network: new FakeNetwork().With("empty.test", [[]]));
        Assert.Equal(FetchOutcome.DnsNameNotFound, response.Outcome);
    }

    [Fact]
    public async Task GetAsync_NameTooLongForDns_IsDnsNameNotFound()
    {
        // The system's resolver refuses it without asking anybody.
        using var response = await Fetches.GetAsync($"http://{string.Join('.', Enumerable.Repeat("abcdefgh", 40))}/");
        Assert.Equal(FetchOutcome.DnsNameNotFound, response.Outcome);
    }

    [Fact]
    public async Task GetAsync_FirstAddressRefuses_TriesTheNext()
    {
        await using var server = RawServer.Start("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        var network = new FakeNetwork(server.EndPoint)
        {
            OnDial = (endPoint, _) => endPoint.Address.Equals(IPAddress.Parse("10.0.0.1"))
                ? throw new SocketException((int)SocketError.ConnectionRefused) : Task.CompletedTask,
        }.With("two.test", ["10.0.0.1", "10.0.0.2"]);
        using var response = await Fetches.GetAsync("http://two.test/", network: network);
        Assert.Equal((FetchOutcome.Ok, 2), (response.Outcome, network.Dialled.Count));
    }

    [Fact]
    public async Task GetAsync_CertificateNotTrusted_IsTlsFailure()
    {
        using var certificate = RawServer.SelfSigned("secure.test");
        await using var server = RawServer.Start(exchange => exchange.SendAsync("HTTP/1.1 200 OK\r\n\r\n"), certificate);
        using var response = await Fetches.GetAsync("https://secure.test/", network: new FakeNetwork(server.EndPoint).With("secure.test", ["10.0.0.1"]));
        Assert.Equal(FetchOutcome.TlsFailure, response.Outcome);
        Assert.Empty(server.Heads);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("")]
    public async Task GetAsync_NoTlsThere_IsTlsFailure(string answer)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var fetch = Fetches.GetAsync($"https://{listener.LocalEndpoint}/");
        using (var client = await listener.AcceptTcpClientAsync(Fetches.Cancellation))
        {
            await client.GetStream().ReadExactlyAsync(new byte[16], Fetches.Cancellation);
            await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(answer), Fetches.Cancellation);
            client.Client.Shutdown(SocketShutdown.Send);
            using var response = await fetch;
            Assert.Equal(FetchOutcome.TlsFailure, response.Outcome);
        }
    }

    [Theory]
    [InlineData(HttpProtocols.Http1, "HTTP/1.1")]
    [InlineData(HttpProtocols.Http2, "HTTP/2")]
    [InlineData(HttpProtocols.Http1AndHttp2, "HTTP/2")]
    public async Task GetAsync_TlsTrusted_SpeaksTheNewestTheServerOffers(HttpProtocols offered, string spoken)
    {
        using var certificate = RawServer.SelfSigned("secure.test");
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = offered;
            listen.UseHttps(certificate);
        }));
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        var targets = new List<string>();
        app.Run(context =>
        {
            targets.Add(context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget);
            return context.Response.WriteAsync(context.Request.Protocol + " " + context.Request.Headers.UserAgent);
        });
        await app.StartAsync(Fetches.Cancellation);
        var port = new Uri(app.Urls.Single()).Port;
        var network = new FakeNetwork(new IPEndPoint(IPAddress.Loopback, port)).With("secure.test", ["10.0.0.1"]);
        using var transport = Fetches.Transport(network, trust: (_, presented, _, errors) =>
            errors == SslPolicyErrors.RemoteCertificateChainErrors && presented!.GetCertHashString() == certificate.GetCertHashString());
        using var response = await new HttpFetcher(transport, TimeProvider.System)
            .GetAsync("https://secure.test/a//%41?b='", Fetches.Agent, Fetches.Limits, Fetches.Cancellation);
        Assert.Equal(FetchOutcome.Ok, response.Outcome);
        Assert.Equal($"{spoken} {Fetches.Agent}", System.Text.Encoding.ASCII.GetString(response.Body.Span));
        Assert.Equal("/a//%41?b='", Assert.Single(targets));
        await app.StopAsync(new CancellationToken(canceled: true));
    }
}
