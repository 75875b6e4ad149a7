using Microsoft.Data.Sqlite;
using Thresher.Grains.Configuration;
using Thresher.Grains.Contracts;
using Thresher.Grains.Crawls;
using Thresher.Grains.Fetching;
using Thresher.Grains.Ownership;
using Thresher.Grains.Pages;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Sqlite;
using Thresher.Web.Robots;

namespace Thresher.Tests.Unit.Grains.Fetching;

/// <summary>A robots.txt that is odd is read as far as it can be; one that cannot be had tells why.</summary>
public sealed class OddRobotsTests : IAsyncLifetime
{
    private const string Rules = "User-agent: *\nDisallow: /private/\n";
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
    [InlineData("Content-Encoding: UTF-8\r\n")]
    [InlineData("Content-Encoding: none\r\n")]
    [InlineData("Content-Encoding: gzip\r\n")]
    [InlineData("Content-Encoding: br\r\n")]
    [InlineData("Content-Encoding: zstd\r\n")]
    [InlineData("PHP Warning:  module 'zeta' is already loaded\r\n")]
    [InlineData("no colon\r\nContent-Type: image/png; charset=utf-16\r\n")]
    public async Task FetchAsync_OddHeader_RulesAreObeyed(string header)
    {
        var fetched = await FetchAsync(RawServer.Start($"HTTP/1.1 200 OK\r\n{header}Connection: close\r\n\r\n{Rules}"));
        Assert.Equal(RobotsAccess.Rules, fetched.Access);
        Assert.False(RobotsTxt.Parse(fetched.Body).RulesFor("thresher").Check("/private/x").Allowed);
    }

    [Theory]
    [InlineData("302 Found", "")]
    [InlineData("302 Found", "Location: mailto:a@b.example\r\n")]
    [InlineData("302 Found", "Location: /robots.txt\r\n")]
    [InlineData("300 Choices", "")]
    [InlineData("304 Not Modified", "")]
    public async Task FetchAsync_RedirectThatLeadsNowhere_IsNoFile(string status, string header)
    {
        var fetched = await FetchAsync(RawServer.Start($"HTTP/1.1 {status}\r\n{header}Content-Length: 0\r\nConnection: close\r\n\r\n"));
        Assert.Equal(RobotsAccess.AllowAll, fetched.Access);
    }

    [Theory]
    [InlineData("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", FetchOutcome.RobotsUnreachable, 503)]
    [InlineData("", FetchOutcome.NoResponse, 0)]
    [InlineData("SSH-2.0-x\r\n\r\n", FetchOutcome.ProtocolError, 0)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nUser-agent: *", FetchOutcome.BodyIncomplete, 200)]
    public async Task FetchAsync_Failure_KeepsItsCause(string answer, FetchOutcome cause, int status)
    {
        var fetched = await FetchAsync(RawServer.Start(answer));
        Assert.Equal((RobotsAccess.Defer, cause, status), (fetched.Access, fetched.Failure, fetched.Status));
    }

    [Fact]
    public async Task FetchAsync_GzipThatEndsEarly_IsReadAsFarAsItGoes()
    {
        using var coded = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(coded, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(System.Text.Encoding.ASCII.GetBytes(Rules));
        }

        var fetched = await FetchAsync(RawServer.Start("Content-Encoding: gzip\r\n", coded.ToArray()[..^4]));
        Assert.Equal((RobotsAccess.Rules, Rules), (fetched.Access, System.Text.Encoding.ASCII.GetString(fetched.Body)));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 2)]
    public async Task FetchAsync_ForAnArchiveThatReplays_HandsItsExchangesOn(bool requisites, int count)
    {
        var server = RawServer.Start(exchange => exchange.SendAsync(exchange.Target == "/robots.txt"
            ? "HTTP/1.1 302 Found\r\nLocation: /rules\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            : $"HTTP/1.1 200 OK\r\nContent-Length: {Rules.Length}\r\nConnection: close\r\n\r\n{Rules}"));
        var fetched = await FetchAsync(server, job: new CrawlJob { KeepBodies = true, Requisites = requisites });
        Assert.Equal(RobotsAccess.Rules, fetched.Access);
        Assert.Equal(count, fetched.Exchanges.Count);
        if (requisites)
        {
            Assert.Equal([FetchOutcome.Redirect, FetchOutcome.Ok], fetched.Exchanges.Select(exchange => exchange.Outcome!.Value));
            Assert.All(fetched.Exchanges, exchange => Assert.NotNull(exchange.Head));
        }
    }

    [Theory]
    [InlineData("http://private.test", FetchOutcome.PrivateAddress)]
    [InlineData("http://public.test:25", FetchOutcome.BlockedPort)]
    [InlineData("http://unknown.test", FetchOutcome.DnsNameNotFound)]
    public async Task FetchAsync_NeverConnected_TellsWhy(string origin, FetchOutcome cause)
    {
        var fetched = await FetchAsync(RawServer.Start(""), origin);
        Assert.Equal((RobotsAccess.Defer, cause), (fetched.Access, fetched.Failure));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Parse_Utf16WithoutMark_IsRead(bool bigEndian)
    {
        var body = new System.Text.UnicodeEncoding(bigEndian, byteOrderMark: false).GetBytes(Rules);
        Assert.False(RobotsTxt.Parse(body).RulesFor("thresher").Check("/private/x").Allowed);
    }

    private async Task<RobotsFetch> FetchAsync(RawServer server, string origin = "http://public.test", CrawlJob? job = null)
    {
        await using (server)
        {
            var network = new FakeNetwork(server.EndPoint).With("public.test", ["93.184.215.14"]).With("private.test", ["10.0.0.1"]);
            var crawl = await _store.Catalog.CreateAsync("crawl", (job ?? new CrawlJob()).ToJson(), Fetches.Cancellation);
            using var transport = Fetches.Transport(network);
            using var slots = new FetchSlots(new ThresherOptions());
            var robots = new RobotsFetcher(new HttpFetcher(transport, TimeProvider.System), new CrawlDirectory(_store.Catalog), slots, TimeProvider.System);
            return await robots.FetchAsync(origin, crawl.Id, TimeSpan.Zero, 0, _ => Task.FromResult(TimeSpan.Zero), CancellationToken.None);
        }
    }
}
