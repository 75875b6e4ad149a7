using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Thresher.Grains.Contracts;
using Thresher.Grains.Frontier;
using Thresher.Grains.Hosting;
using Thresher.Grains.Ownership;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Tests.Unit.Grains.Fetching;
using Thresher.Tests.Unit.Storage.Sqlite;

namespace Thresher.Tests.Unit.Grains.Frontier;

/// <summary>A silo that serves few domains at one time: a small crawl beside one with more of them waits neither for its end nor for all its turns.</summary>
public sealed class TurnsTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Served = 2;
    private const int LargeHosts = 8 * Served;
    private const int LargePages = 2000;
    private const int SmallPages = 3;

    /// <summary>Half the time of all the others' turns: who waits for those takes longer, who has a place kept for seeds does not.</summary>
    private static readonly TimeSpan Limit = ActiveDomains.Turn * (LargeHosts / Served / 2);

    private readonly SqliteHarness _store = new();
    private readonly RawServer _server = RawServer.Start("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    private InProcessTestCluster _cluster = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _store.OpenAsync();
        var network = new FakeNetwork(_server.EndPoint).With("small.test", ["93.184.215.14"]);
        foreach (var host in Enumerable.Range(0, LargeHosts))
        {
            network.With(Large(host), ["93.184.216.14"]);
        }

        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(Fetches.Transport(network));
            silo.AddMemoryGrainStorage(DomainGrain.StorageName).AddThresher(_store.Store, options => options.ActiveDomains = Served);
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await _server.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task SmallCrawl_BesideOneWithMoreHostsThanAreServed_WaitsForNoRotation()
    {
        var large = await StartAsync("large", [.. Enumerable.Range(0, LargeHosts).Select(Large)], LargePages);
        await _server.RequestsAsync(5 * Served);
        var began = TimeProvider.System.GetTimestamp();

        var small = await StartAsync("small", ["small.test"], SmallPages);

        while (await PendingAsync(small) > 0)
        {
            Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, Limit);
            await Task.Delay(50, Cancel);
        }

        output.WriteLine($"complete after {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.0} s");
        Assert.InRange(await PendingAsync(large), 1, long.MaxValue);
    }

    private static string Large(int host) => $"large{host}.test";

    private async Task<long> StartAsync(string name, string[] hosts, int pages)
    {
        var job = new CrawlJob { Name = name, Politeness = new CrawlPoliteness { Delay = TimeSpan.FromMilliseconds(200), Robots = false } }.ToJson();
        var created = await _store.Store.Catalog.CreateAsync(name, job, Cancel);
        await _cluster.Client.GetGrain<ICrawlGrain>(name).StartAsync(job, Cancel);
        foreach (var host in hosts)
        {
            var seeds = Enumerable.Range(0, pages).Select(page => $"http://{host}/{page}").ToArray();
            await _cluster.Client.GetGrain<ISeedIntakeGrain>(0).SeedAsync(name, "p", seeds, Cancel);
        }

        return created.Id;
    }

    private async Task<long> PendingAsync(long crawl)
    {
        var totals = await _store.Store.Reader.TotalsAsync(crawl, Cancel);
        return totals.Of(UrlState.Queued) + totals.Of(UrlState.Leased) + totals.Of(UrlState.Retrying);
    }
}
