using System.Net;
using System.Net.Security;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Thresher.Grains.Fetching;
using Thresher.Grains.Proxies;
using Thresher.Jobs;
using Thresher.Jobs.Http;
using Thresher.Jobs.Outcomes;
using Thresher.TestWeb.Proxies;

namespace Thresher.Tests.Unit.Grains.Fetching;

/// <summary>Fetches by proxies of each kind: what is carried, what the guard still refuses, and whose failure an end is.</summary>
public sealed class ProxiedFetchTests
{
    private const string Credentials = "crawler:pässword";
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private static readonly FetchLimits Public = Fetches.Limits with { AllowPrivate = false };

    private readonly ProxyHealth _health = new(TimeProvider.System);

    public static TheoryData<ProxyScheme, string?> Schemes => new()
    {
        { ProxyScheme.Http, null }, { ProxyScheme.Http, Credentials }, { ProxyScheme.Socks5, null }, { ProxyScheme.Socks5, Credentials }, { ProxyScheme.Socks5h, Credentials },
    };

    [Theory, MemberData(nameof(Schemes))]
    public async Task Get_OfAnHttpUrl_ComesByTheProxy_AndNothingKeptKnowsOfIt(ProxyScheme scheme, string? credentials)
    {
        await using var server = RawServer.Start(Ok);
        await using var proxy = Start(scheme, credentials);
        var network = Names().With("a.test", ["93.184.215.14"]);
        var route = Route(Server(proxy, scheme, credentials));
        using var response = await GetAsync($"http://a.test:{server.EndPoint.Port}/x?y", route, network, Public with { Ports = [server.EndPoint.Port], KeepHeads = true });
        Assert.Equal((FetchOutcome.Ok, null), (response.Outcome, route.Note));
        var carried = Assert.Single(proxy.Carried);
        Assert.Equal(
            scheme switch { ProxyScheme.Http => $"http://a.test:{server.EndPoint.Port}/x?y", ProxyScheme.Socks5 => $"93.184.215.14:{server.EndPoint.Port}", _ => $"a.test:{server.EndPoint.Port}" }, carried);
        Assert.StartsWith("GET /x?y HTTP/1.1\r\n", Assert.Single(server.Heads), StringComparison.Ordinal);
        Assert.StartsWith("GET /x?y HTTP/1.1\r\n", response.Head!.Request, StringComparison.Ordinal);
        Assert.DoesNotContain("Proxy-", response.Head.Request + server.Heads.First(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(proxy.Port, Assert.Single(network.Dialled).Port);
    }

    [Theory, MemberData(nameof(Schemes))]
    public async Task Get_OfAnHttpsUrl_GoesThroughATunnel_InHttp2(ProxyScheme scheme, string? credentials)
    {
        using var certificate = RawServer.SelfSigned("secure.test");
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.Run(context => context.Response.WriteAsync(context.Request.Protocol));
        await app.StartAsync(Fetches.Cancellation);
        await using var proxy = Start(scheme, credentials);
        proxy.PortOf = (_, _) => new Uri(app.Urls.Single()).Port;
        using var transport = Fetches.Transport(Names().With("secure.test", ["93.184.215.14"]), trust: (_, _, _, errors) => errors != SslPolicyErrors.None);
        var fetcher = new HttpFetcher(transport, TimeProvider.System);
        var server = Server(proxy, scheme, credentials);
        for (var i = 0; i < 2; i++)
        {
            using var response = await fetcher.GetAsync("https://secure.test/", Fetches.Agent, Public, Fetches.Cancellation, extras: new RequestExtras { Route = Route(server) });
            Assert.Equal((FetchOutcome.Ok, "HTTP/2"), (response.Outcome, Encoding.ASCII.GetString(response.Body.Span)));
        }

        Assert.Equal(scheme == ProxyScheme.Socks5 ? "93.184.215.14:443" : "secure.test:443", Assert.Single(proxy.Carried));
        await app.StopAsync(new CancellationToken(canceled: true));
    }

    [Theory]
    [InlineData(ProxyScheme.Http, "http://10.0.0.1/")]
    [InlineData(ProxyScheme.Http, "http://[::1]/")]
    [InlineData(ProxyScheme.Http, "http://localhost/")]
    [InlineData(ProxyScheme.Http, "http://private.test/")]
    [InlineData(ProxyScheme.Http, "https://private.test/")]
    [InlineData(ProxyScheme.Http, "http://both.test/")]
    [InlineData(ProxyScheme.Socks5, "http://169.254.169.254/")]
    [InlineData(ProxyScheme.Socks5, "http://private.test/")]
    [InlineData(ProxyScheme.Socks5h, "https://private.test/")]
    [InlineData(ProxyScheme.Socks5h, "http://both.test/")]
    public async Task Get_OfAPrivateHost_IsRefused_AndTheProxyHearsNothing(ProxyScheme scheme, string url)
    {
        await using var proxy = Start(scheme, null);
        var network = Names().With("private.test", ["10.0.0.1"]).With("both.test", ["93.184.215.14", "10.0.0.1"]);
        var route = Route(Server(proxy, scheme, null));
        using var response = await GetAsync(url, route, network, Public);
        Assert.Equal(FetchOutcome.PrivateAddress, response.Outcome);
        Assert.Empty(network.Dialled);
        Assert.False(route.SparesHost);
    }

    [Fact]
    public async Task Get_BySocks5_TellsTheProxyAnAddressThatWasChecked()
    {
        await using var proxy = Start(ProxyScheme.Socks5, null);
        using var response = await GetAsync("http://both.test/", Route(Server(proxy, ProxyScheme.Socks5, null)), Names().With("both.test", ["10.0.0.1", "2606:4700::1", "93.184.215.14"]), Public);
        Assert.Equal("93.184.215.14:80", Assert.Single(proxy.Carried));
    }

    [Theory]
    [InlineData(ProxyScheme.Http, FetchOutcome.DnsNameNotFound, false)]
    [InlineData(ProxyScheme.Socks5, FetchOutcome.DnsNameNotFound, true)]
    public async Task Get_OfAnUnknownName_IsLeftToTheProxy_OnlyWherePrivateAddressesAreAllowed(ProxyScheme scheme, object outcome, bool allowed)
    {
        await using var proxy = Start(scheme, null);
        using var response = await GetAsync("http://unknown.test/", Route(Server(proxy, scheme, null)), Names(), allowed ? Fetches.Limits : Public);
        Assert.Equal((FetchOutcome)outcome, response.Outcome);
        Assert.Empty(proxy.Carried);

        await using var server = RawServer.Start(Ok);
        await using var resolving = Start(ProxyScheme.Socks5h, null);
        resolving.PortOf = (_, _) => server.EndPoint.Port;
        using var left = await GetAsync("http://unknown.test/", Route(Server(resolving, ProxyScheme.Socks5h, null)), Names());
        Assert.Equal(FetchOutcome.Ok, left.Outcome);
    }

    [Fact]
    public async Task Get_ByAProxyThatTheOperatorDenies_DoesNotDialIt()
    {
        await using var proxy = Start(ProxyScheme.Http, null);
        var network = new FakeNetwork();
        using var transport = Fetches.Transport(network, policy: new ConnectionPolicy { Denied = [IPNetwork.Parse("127.0.0.0/8")] });
        var route = Route(Server(proxy, ProxyScheme.Http, null));
        using var response = await new HttpFetcher(transport, TimeProvider.System)
            .GetAsync("http://93.184.215.14/", Fetches.Agent, Fetches.Limits, Fetches.Cancellation, extras: new RequestExtras { Route = route });
        Assert.Equal((FetchOutcome.ProxyUnreachable, true), (response.Outcome, route.Note!.EndsWith("its address is one that this silo's operator denies", StringComparison.Ordinal)));
        Assert.Empty(network.Dialled);
    }

    [Theory]
    [InlineData(ProxyScheme.Http, "http", "it wants another name or password (407)")]
    [InlineData(ProxyScheme.Http, "https", "it wants another name or password (407)")]
    [InlineData(ProxyScheme.Socks5h, "http", "it wants another name or password")]
    public async Task Get_WithTheWrongPassword_IsTheProxysFailure(ProxyScheme scheme, string urlScheme, string cause)
    {
        await using var proxy = Start(scheme, Credentials);
        var route = Route(Server(proxy, scheme, "crawler:wrong"));
        using var response = await GetAsync($"{urlScheme}://a.test/", route, Names());
        Assert.Equal(FetchOutcome.ProxyRefused, response.Outcome);
        Assert.Equal($"the proxy {route.Used!.Name}: {cause}", route.Note);
        Assert.Empty(proxy.Carried);
        Assert.Equal(1, proxy.Refused);
    }

    [Theory]
    [InlineData(ProxyScheme.Http)]
    [InlineData(ProxyScheme.Https)]
    [InlineData(ProxyScheme.Socks5h)]
    public async Task Get_ByADeadProxyBesideAGoodOne_ComesByTheGoodOne(ProxyScheme scheme)
    {
        await using var server = RawServer.Start(Ok);
        await using var good = Start(ProxyScheme.Socks5h, null);
        good.PortOf = (_, _) => server.EndPoint.Port;
        await using var dead = Start(ProxyScheme.Http, null);
        await dead.StopAsync();
        var (bad, fine) = (Server(dead, scheme, null), Server(good, ProxyScheme.Socks5h, null));
        var route = Route(bad, fine);
        using var response = await GetAsync("http://a.test/", route, Names());
        Assert.Equal((FetchOutcome.Ok, fine, null, false), (response.Outcome, route.Used, route.Note, route.SparesHost));
        Assert.NotNull(_health.HeldUntil(1, bad));
        Assert.Null(_health.HeldUntil(1, fine));
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task Get_ByAProxyThatDoesNotReachTheHost_IsTheProxysFailure_AndTheNextIsTried(string urlScheme)
    {
        await using var bad = new HttpTestProxy { Answer = "502 Bad Gateway" };
        bad.Start();
        var route = Route(Server(bad, ProxyScheme.Http, null));
        using var response = await GetAsync($"{urlScheme}://a.test/", route, Names());
        Assert.Equal((FetchOutcome.ProxyFailed, $"the proxy {route.Used!.Name}: it answers 502 Bad Gateway"), (response.Outcome, route.Note));

        await using var server = RawServer.Start(Ok);
        await using var good = Start(ProxyScheme.Http, null);
        good.PortOf = (_, _) => server.EndPoint.Port;
        var both = Route(Server(bad, ProxyScheme.Http, null), Server(good, ProxyScheme.Http, null));
        using var next = await GetAsync("http://a.test/", both, Names());
        Assert.Equal((FetchOutcome.Ok, true), (next.Outcome, both.Turns));
    }

    [Fact]
    public async Task Get_WhoseProxyBreaksOffAfterTheRequest_IsNotSentAgainAtOnce()
    {
        await using var closes = RawServer.Start("");
        await using var good = Start(ProxyScheme.Http, null);
        var route = Route(
            new ProxyServer(new ProxyAddress(ProxyScheme.Http, "127.0.0.1", closes.EndPoint.Port, null, null), null, null, "closes"), Server(good, ProxyScheme.Http, null));
        using var response = await GetAsync("http://a.test/", route, Names());
        Assert.Equal((FetchOutcome.ProxyUnreachable, true), (response.Outcome, route.SparesHost));
        Assert.Empty(good.Carried);
    }

    [Fact]
    public async Task Get_ByAProxyThatDoesNotAnswer_EndsAtTheConnectLimit_AsTheProxysFailure()
    {
        var network = Names();
        network.OnDial = (_, cancel) => Task.Delay(Timeout.Infinite, cancel);
        var route = Route(new ProxyServer(new ProxyAddress(ProxyScheme.Http, "127.0.0.1", 9, null, null), null, null, "silent"));
        using var response = await GetAsync("http://a.test/", route, network, Fetches.Limits with { Connect = TimeSpan.FromMilliseconds(50) });
        Assert.Equal((FetchOutcome.ProxyUnreachable, "the proxy silent: it does not answer in time"), (response.Outcome, route.Note));
    }

    private static TestProxy Start(ProxyScheme scheme, string? credentials)
    {
        TestProxy proxy = scheme == ProxyScheme.Http ? new HttpTestProxy(credentials) : new Socks5TestProxy(credentials);
        proxy.Start();
        return proxy;
    }

    private static ProxyServer Server(TestProxy proxy, ProxyScheme scheme, string? credentials)
    {
        var names = credentials?.Split(':');
        var address = new ProxyAddress(scheme, "127.0.0.1", proxy.Port, null, null);
        return new ProxyServer(address, names?[0], names?[1], address.Shown);
    }

    /// <summary>Names as the test says, connections as they are.</summary>
    private static ProxiedNetwork Names() => new();

    private static async Task<FetchResponse> GetAsync(string url, ProxyRoute route, ProxiedNetwork network, FetchLimits? limits = null)
    {
        using var transport = Fetches.Transport(network);
        return await new HttpFetcher(transport, TimeProvider.System).GetAsync(url, Fetches.Agent, limits ?? Fetches.Limits, Fetches.Cancellation, extras: new RequestExtras { Route = route });
    }

    private ProxyRoute Route(params ProxyServer[] servers) => new(1, servers, _health);

    private sealed class ProxiedNetwork : INetwork
    {
        private readonly FakeNetwork _names = new();

        public List<IPEndPoint> Dialled { get; } = [];

        public Func<IPEndPoint, CancellationToken, Task>? OnDial { get; set; }

        public ProxiedNetwork With(string name, params string[] addresses)
        {
            _names.With(name, addresses);
            return this;
        }

        public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) => _names.ResolveAsync(host, cancellationToken);

        public async Task<Stream> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
        {
            Dialled.Add(endPoint);
            await (OnDial?.Invoke(endPoint, cancellationToken) ?? Task.CompletedTask);
            return await Fetches.Network.ConnectAsync(endPoint, cancellationToken);
        }
    }
}
