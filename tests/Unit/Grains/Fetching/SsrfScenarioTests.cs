using System.Net;
using Thresher.Grains.Fetching;
using Thresher.Grains.Politeness;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Web.Urls;

namespace Thresher.Tests.Unit.Grains.Fetching;

public sealed class SsrfScenarioTests
{
    private const string PublicAddress = "93.184.215.14";
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";

    private static readonly FetchLimits Public = Fetches.Limits with { AllowPrivate = false };

    private static readonly string[] Names =
    [
        "DNS rebinding, TTL 0",
        "mixed answer",
        "AAAA mapped",
        "redirect to literal",
        "redirect chain public->name->private",
        "redirect to other scheme",
        "robots.txt and sitemap fetches",
        "meta refresh, canonical, base href, Link header, seeds and sitemap locs",
        "proxy environment",
        "HTTP/3 or Alt-Svc",
        "connection pool",
        "port policy",
        "own infrastructure",
        "metrics",
    ];

    public static TheoryData<string> Scenarios => [.. Names];

    [Fact]
    public void Scenarios_All_AreInTheTable()
    {
        Assert.Equal(SsrfConformanceTests.Cases("scenario").Select(item => item.GetProperty("name").GetString()!), Names);
        ConformanceTable.Has("ssrf.json", "scenarios", Names.Length, Names.Length);
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public Task Scenario_IsHeld(string name) => name switch
    {
        "DNS rebinding, TTL 0" => RebindingAsync(),
        "mixed answer" => MixedAnswerAsync(),
        "AAAA mapped" => RefusedAsync(new FakeNetwork().With("mapped.test", ["::ffff:10.0.0.1"]), "http://mapped.test/"),
        "redirect to literal" => RedirectAsync("http://169.254.169.254/"),
        "redirect chain public->name->private" => RedirectAsync("http://rebind.test/"),
        "redirect to other scheme" => OtherSchemeAsync(),
        "robots.txt and sitemap fetches" => OneTransportAsync(),
        "meta refresh, canonical, base href, Link header, seeds and sitemap locs" => LinksAsync(),
        "proxy environment" => ProxyAsync(),
        "HTTP/3 or Alt-Svc" => AltSvcAsync(),
        "connection pool" => PoolAsync(),
        "port policy" => PortsAsync(),
        "own infrastructure" => OwnAddressesAsync(),
        "metrics" => TerminalAsync(),
        _ => throw new NotSupportedException($"No test for scenario \"{name}\"."),
    };

    private static async Task RebindingAsync()
    {
        await using var server = RawServer.Start(Ok);
        var network = new FakeNetwork(server.EndPoint).With("rebind.test", [PublicAddress], ["127.0.0.1"]);
        using var first = await Fetches.GetAsync("http://rebind.test/", Public, network);
        Assert.Equal(FetchOutcome.Ok, first.Outcome);

        // Resolved once for the connection, and connected to that very address.
        Assert.Single(network.Asked);
        Assert.Equal($"{PublicAddress}:80", Assert.Single(network.Dialled).ToString());
        using var second = await Fetches.GetAsync("http://rebind.test/", Public, network);
        Assert.Equal((FetchOutcome.PrivateAddress, 1), (second.Outcome, network.Dialled.Count));
    }

    private static async Task MixedAnswerAsync()
    {
        var network = new FakeNetwork().With("mixed.test", ["127.0.0.1", PublicAddress, "::1", "10.1.2.3"]);
        using var response = await Fetches.GetAsync("http://mixed.test/", Public, network);
        Assert.Equal(FetchOutcome.ConnectFailure, response.Outcome);
        Assert.Equal($"{PublicAddress}:80", Assert.Single(network.Dialled).ToString());
    }

    private static async Task RedirectAsync(string target)
    {
        await using var server = RawServer.Start($"HTTP/1.1 301 Moved\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n");
        var network = new FakeNetwork(server.EndPoint).With("public.test", [PublicAddress]).With("rebind.test", ["10.0.0.1"]);
        using var response = await Fetches.GetAsync("http://public.test/", Public, network);
        Assert.Equal(FetchOutcome.Redirect, response.Outcome);
        Assert.Single(network.Dialled);

        // The hop is a fetch of its own, through the same guard.
        await RefusedAsync(network, response.Location!, dialledBefore: 1);
    }

    private static async Task OtherSchemeAsync()
    {
        await using var server = RawServer.Start("HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n");
        using var response = await Fetches.GetAsync(server.Url());
        Assert.True(WebUrl.TryParse(server.Url(), null, out var from));
        Assert.False(WebUrl.TryParse(response.Location, from, out _));
    }

    /// <summary>Whatever the crawler fetches goes through <see cref="HttpTransport"/>: nothing else makes connections.</summary>
    private static async Task OneTransportAsync()
    {
        await RefusedAsync(new FakeNetwork(), "http://127.0.0.1/s.xml");
        await RefusedAsync(new FakeNetwork(), "http://10.0.0.1/robots.txt");
        string[] doors = ["new SocketsHttpHandler", "new HttpClient", "new TcpClient", "new Socket(", "WebRequest.Create"];
        var makers = Directory.EnumerateFiles(Path.Combine(SourceRoot(), "src", "Grains"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(file => doors.Any(door => File.ReadAllText(file).Contains(door, StringComparison.Ordinal)))
            .Select(Path.GetFileName).Order();
        Assert.Equal(["HttpTransport.cs", "Ipv6.cs", "SystemNetwork.cs"], makers);
    }

    private static async Task LinksAsync()
    {
        Assert.True(WebUrl.TryParse("http://public.test/a/b", null, out var page));
        foreach (var link in new[] { "//127.0.0.1/", "http://[::1]/", "http://0x7f.1/x", "http:\\\\10.0.0.1\\", "//localhost/", "http://metadata.test/" })
        {
            Assert.True(WebUrl.TryParse(link, page, out var target), link);
            await RefusedAsync(new FakeNetwork().With("metadata.test", ["169.254.169.254"]), target.RequestHref);
        }
    }

    private static async Task ProxyAsync()
    {
        await using var proxy = RawServer.Start(Ok);
        await using var server = RawServer.Start(Ok);
        var before = Environment.GetEnvironmentVariable("http_proxy");
        Environment.SetEnvironmentVariable("http_proxy", proxy.Url());
        try
        {
            using var response = await Fetches.GetAsync(server.Url());
            Assert.Equal((FetchOutcome.Ok, 1, 0), (response.Outcome, server.Connections, proxy.Connections));
        }
        finally
        {
            Environment.SetEnvironmentVariable("http_proxy", before);
        }
    }

    private static async Task AltSvcAsync()
    {
        await using var server = RawServer.Start(Ok.Replace("\r\n\r\n", "\r\nAlt-Svc: h3=\"other.test:443\"; ma=86400, h2=\"other.test:443\"\r\n\r\n", StringComparison.Ordinal));
        var network = new FakeNetwork(server.EndPoint).With("public.test", [PublicAddress]).With("other.test", ["10.0.0.1"]);
        using var transport = Fetches.Transport(network);
        var fetcher = new HttpFetcher(transport, TimeProvider.System);
        for (var i = 0; i < 3; i++)
        {
            using var response = await fetcher.GetAsync("http://public.test/", Fetches.Agent, Public, Fetches.Cancellation);
            Assert.Equal(FetchOutcome.Ok, response.Outcome);
        }

        Assert.Equal(["public.test", "public.test", "public.test"], network.Asked);
        Assert.All(network.Dialled, endPoint => Assert.Equal($"{PublicAddress}:80", endPoint.ToString()));
    }

    private static async Task PoolAsync()
    {
        await using var server = RawServer.Start(exchange =>
        {
            exchange.KeepOpen = exchange.Target != "/last";
            return exchange.SendAsync(exchange.KeepOpen ? Ok.Replace("Connection: close\r\n", "", StringComparison.Ordinal) : Ok);
        });
        var network = new FakeNetwork(server.EndPoint).With("moving.test", [PublicAddress], ["192.168.0.1"]);
        using var transport = Fetches.Transport(network);
        var fetcher = new HttpFetcher(transport, TimeProvider.System);
        var expected = new[] { FetchOutcome.Ok, FetchOutcome.Ok, FetchOutcome.PrivateAddress, FetchOutcome.PrivateAddress };
        foreach (var (path, outcome) in new[] { "/", "/last", "/", "/" }.Zip(expected))
        {
            using var response = await fetcher.GetAsync($"http://moving.test{path}", Fetches.Agent, Public, Fetches.Cancellation);
            Assert.Equal(outcome, response.Outcome);
        }

        Assert.Single(network.Dialled);

        // A job that may connect anywhere shares no connection with one that may not.
        using var other = await fetcher.GetAsync("http://moving.test/", Fetches.Agent, Fetches.Limits, Fetches.Cancellation);
        Assert.Equal((FetchOutcome.Ok, 2), (other.Outcome, network.Dialled.Count));
    }

    private static async Task PortsAsync()
    {
        foreach (var port in new[] { 0, 22, 25, 110, 3306, 5432, 6379, 9200, 11111, 11211, 65535 })
        {
            var network = new FakeNetwork().With("public.test", [PublicAddress]);
            using var refused = await Fetches.GetAsync($"http://public.test:{port}/", Public, network);
            Assert.Equal((FetchOutcome.BlockedPort, true), (refused.Outcome, network.Asked.IsEmpty));
            using var allowed = await Fetches.GetAsync($"http://public.test:{port}/", Public with { Ports = [port] }, network);
            Assert.Equal(port, network.Dialled.Last().Port);
        }

        foreach (var authority in new[] { "http://public.test", "https://public.test", "http://public.test:443", "http://public.test:8080", "https://public.test:8443" })
        {
            using var response = await Fetches.GetAsync(authority + "/", Public, new FakeNetwork().With("public.test", [PublicAddress]));
            Assert.Equal(FetchOutcome.ConnectFailure, response.Outcome);
        }
    }

    private static async Task OwnAddressesAsync()
    {
        var policy = new ConnectionPolicy { Denied = [IPNetwork.Parse("93.184.215.0/24"), IPNetwork.Parse("2a00:1::/32")] };
        foreach (var address in new[] { PublicAddress, "64:ff9b::5db8:d70e", "::ffff:93.184.215.14", "2a00:1::5" })
        {
            foreach (var limits in new[] { Public, Fetches.Limits })
            {
                var network = new FakeNetwork().With("ours.test", [address]);
                using var transport = Fetches.Transport(network, policy: policy);
                using var response = await new HttpFetcher(transport, TimeProvider.System).GetAsync("http://ours.test/", Fetches.Agent, limits, Fetches.Cancellation);
                Assert.Equal((FetchOutcome.PrivateAddress, true), (response.Outcome, network.Dialled.IsEmpty));
            }
        }
    }

    private static Task TerminalAsync()
    {
        foreach (var (outcome, name) in new[] { (FetchOutcome.PrivateAddress, "private-address"), (FetchOutcome.BlockedPort, "blocked-port") })
        {
            Assert.Null(RetryPolicy.Next(outcome, 0, new CrawlLimits(), null, 0));
            Assert.False(RetryPolicy.BlamesHost(outcome));
            Assert.Equal(name, OutcomeName.Of(outcome));
        }

        return Task.CompletedTask;
    }

    private static async Task RefusedAsync(FakeNetwork network, string url, int dialledBefore = 0)
    {
        using var response = await Fetches.GetAsync(url, Public, network);
        Assert.Equal((FetchOutcome.PrivateAddress, dialledBefore), (response.Outcome, network.Dialled.Count));
        Assert.Null(RetryPolicy.Next(response.Outcome, 0, new CrawlLimits(), null, 0));
    }

    private static string SourceRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Orleans.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
