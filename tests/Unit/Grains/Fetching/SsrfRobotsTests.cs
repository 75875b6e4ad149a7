using Microsoft.Data.Sqlite;
using Thresher.Grains.Configuration;
using Thresher.Grains.Contracts;
using Thresher.Grains.Crawls;
using Thresher.Grains.Fetching;
using Thresher.Grains.Ownership;
using Thresher.Grains.Pages;
using Thresher.Jobs;
using Thresher.Storage.Sqlite;

namespace Thresher.Tests.Unit.Grains.Fetching;

/// <summary>robots.txt is fetched through the same guard as pages, and so is what it redirects to.</summary>
public sealed class SsrfRobotsTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("thresher-robots-");
    private SqliteStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _store = new SqliteStore(Path.Combine(_folder.FullName, "thresher.db"), TimeProvider.System);
        await _store.InitializeAsync(Fetches.Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("http://10.0.0.1/robots.txt")]
    [InlineData("http://rebind.test/robots.txt")]
    [InlineData("http://public.test:6379/robots.txt")]
    public async Task FetchAsync_RedirectWhereNobodyMayGo_DefersWithoutConnecting(string target)
    {
        await using var server = RawServer.Start($"HTTP/1.1 301 Moved\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n");
        var network = new FakeNetwork(server.EndPoint).With("public.test", ["93.184.215.14"]).With("rebind.test", ["192.168.1.1"]);
        var crawl = await _store.Catalog.CreateAsync("crawl", new CrawlJob().ToJson(), Fetches.Cancellation);
        using var transport = Fetches.Transport(network);
        using var slots = new FetchSlots(new ThresherOptions());
        var robots = new RobotsFetcher(
            new HttpFetcher(transport, TimeProvider.System), new CrawlDirectory(_store.Catalog), slots, TimeProvider.System);
        var fetched = await robots.FetchAsync("http://public.test", crawl.Id, TimeSpan.Zero, 0, _ => Task.FromResult(TimeSpan.Zero), CancellationToken.None);
        Assert.Equal(RobotsAccess.Defer, fetched.Access);
        Assert.Equal("93.184.215.14:80", Assert.Single(network.Dialled).ToString());
        Assert.StartsWith("GET /robots.txt ", Assert.Single(server.Heads), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FetchAsync_SiloMayNotSend_IsNoFailureOfTheHost()
    {
        await using var server = RawServer.Start("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        var network = new FakeNetwork(server.EndPoint).With("public.test", ["93.184.215.14"]);
        var crawl = await _store.Catalog.CreateAsync("crawl", new CrawlJob().ToJson(), Fetches.Cancellation);
        var unsure = new OwnershipClock(new ThresherOptions { OwnershipTrust = TimeSpan.FromSeconds(3) }, TimeProvider.System);
        using var transport = new HttpTransport(new ConnectionPolicy(), network, trust: null, unsure);
        using var slots = new FetchSlots(new ThresherOptions());
        var robots = new RobotsFetcher(
            new HttpFetcher(transport, TimeProvider.System), new CrawlDirectory(_store.Catalog), slots, TimeProvider.System);
        await Assert.ThrowsAsync<OperationCanceledException>(() => robots.FetchAsync("http://public.test", crawl.Id, TimeSpan.Zero, 0, _ => Task.FromResult(TimeSpan.Zero), CancellationToken.None));
        Assert.Empty(server.Heads);
    }

    [Fact]
    public async Task FetchAsync_RedirectToAnotherDomain_AsksThatDomainFirst()
    {
        var answers = new Queue<string>(
        [
            "HTTP/1.1 301 Moved\r\nLocation: http://other.test/r\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 12\r\nConnection: close\r\n\r\nUser-agent:*",
        ]);
        await using var server = RawServer.Start(exchange => exchange.SendAsync(answers.Dequeue()));
        var network = new FakeNetwork(server.EndPoint).With("public.test", ["93.184.215.14"]).With("other.test", ["93.184.215.15"]);
        var crawl = await _store.Catalog.CreateAsync("crawl", new CrawlJob().ToJson(), Fetches.Cancellation);
        using var transport = Fetches.Transport(network);
        using var slots = new FetchSlots(new ThresherOptions());
        var robots = new RobotsFetcher(
            new HttpFetcher(transport, TimeProvider.System), new CrawlDirectory(_store.Catalog), slots, TimeProvider.System);
        var asked = new List<string>();
        var refused = new Queue<TimeSpan>([TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1), TimeSpan.Zero]);

        var fetched = await robots.FetchAsync("http://public.test", crawl.Id, TimeSpan.FromDays(1), 0, domain =>
        {
            asked.Add($"{domain} {server.Heads.Count}");
            return Task.FromResult(refused.Dequeue());
        }, CancellationToken.None);
        Assert.Equal(RobotsAccess.Rules, fetched.Access);
        Assert.Equal(["other.test 1", "other.test 1", "other.test 1"], asked);

        // One that will not have us for long is as good as away.
        await using var again = RawServer.Start("HTTP/1.1 301 Moved\r\nLocation: http://other.test/r\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        var busy = new FakeNetwork(again.EndPoint).With("public.test", ["93.184.215.14"]).With("other.test", ["93.184.215.15"]);
        using var second = Fetches.Transport(busy);
        var patient = new RobotsFetcher(new HttpFetcher(second, TimeProvider.System), new CrawlDirectory(_store.Catalog), slots, TimeProvider.System);
        fetched = await patient.FetchAsync("http://public.test", crawl.Id, TimeSpan.Zero, 0, _ => Task.FromResult(TimeSpan.FromHours(1)), CancellationToken.None);
        Assert.Equal(RobotsAccess.Defer, fetched.Access);
        Assert.Single(again.Heads);
    }
}
