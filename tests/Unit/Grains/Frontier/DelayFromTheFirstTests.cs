using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Thresher.Grains.Contracts;
using Thresher.Grains.Crawls;
using Thresher.Grains.Frontier;
using Thresher.Grains.Hosting;
using Thresher.Jobs;
using Thresher.Jobs.Scope;
using Thresher.Storage;
using Thresher.Storage.Shapes;
using Thresher.Storage.Sqlite;
using Thresher.TestWeb;
using Thresher.Web.Urls;

namespace Thresher.Tests.Unit.Grains.Frontier;

/// <summary>A silo that has just started leases URLs of crawls that it does not know yet: their delay holds from the first request.</summary>
public sealed class DelayFromTheFirstTests
{
    /// <summary>What it waits for takes a second or two: a fault is not to hold up all tests.</summary>
    private const int LimitMs = 60_000;

    private const string Domain = "127.0.0.1:9";
    private static readonly TimeSpan Delay = TimeSpan.FromHours(1);

    /// <summary>Longer than the delay of a crawl that does not say, shorter than this one's.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = LimitMs)]
    public async Task Wake_CrawlBecomesKnownWhileTheWindowIsFilled_WaitsForItsDelay()
    {
        var directory = Directory.CreateTempSubdirectory("thresher-test-");
        try
        {
            await RunAsync(Path.Combine(directory.FullName, "crawl.db"), TestContext.Current.CancellationToken);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task RunAsync(string file, CancellationToken cancel)
    {
        await using var sound = new SqliteStore(file, TimeProvider.System);
        await sound.InitializeAsync(cancel);
        var crawl = await AskedBeforeAsync(sound);
        var catalog = DispatchProxy.Create<ICrawlCatalog, GatedCatalog>();
        var gate = (GatedCatalog)catalog;
        gate.Sound = sound.Catalog;
        using var host = Build(new GatedStore(sound, catalog));
        await host.StartAsync(cancel);
        var domain = host.Services.GetRequiredService<IGrainFactory>().GetGrain<IDomainGrain>(Domain);

        // The silo asks for the crawls, as it does twice a second; then the grain does, whose window holds a URL of one it lacks.
        var silo = await gate.NextAsync(cancel);
        await domain.Wake();
        var grain = await gate.NextAsync(cancel);
        silo.SetResult();
        while (host.Services.GetRequiredService<CrawlDirectory>().Find(crawl) is null)
        {
            await Task.Delay(10, cancel);
        }

        await domain.Wake();
        Assert.Equal(0, (await domain.GetState()).InFlight);

        gate.Open();
        grain.SetResult();
        while ((await domain.GetState()) is { Window: 0, InFlight: 0 })
        {
            await Task.Delay(10, cancel);
        }

        await domain.Wake();
        var view = await domain.GetState();
        Assert.Equal((1, 0, Delay), (view.Window, view.InFlight, view.Delay));
        await host.StopAsync(cancel);
    }

    /// <summary>A crawl with one URL on a host that somebody asked for something a while ago.</summary>
    private static async Task<long> AskedBeforeAsync(SqliteStore store)
    {
        var job = new CrawlJob { AllowPrivate = true, Politeness = new CrawlPoliteness { Delay = Delay, Robots = false } };
        var crawl = (await store.Catalog.CreateAsync("web", job.ToJson(), Cancel)).Id;
        var url = $"http://{Domain}/";
        await store.Intake.AcceptAsync(crawl, [new NewUrl(UrlIdentity.Of(url, crawl), url, null, Domain, 0, 0, 0)], [], Cancel);
        var lease = await store.Leases.AcquireAsync(Domain, "somebody", TimeSpan.FromMinutes(1), Cancel);
        await store.Leases.AbandonAsync(lease.DomainId, lease.Epoch, long.MaxValue, Quiet, Cancel);
        return crawl;
    }

    private static IHost Build(ICrawlStore store)
    {
        var ports = FreePort.Take(2);
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(ports[0], ports[1])
            .AddMemoryGrainStorage(DomainGrain.StorageName)
            .AddThresher(store));
        return builder.Build();
    }

    private sealed class GatedStore(ICrawlStore sound, ICrawlCatalog catalog) : ICrawlStore
    {
        public ICrawlCatalog Catalog => catalog;

        public IUrlIntake Intake => sound.Intake;

        public IUrlQueue Queue => sound.Queue;

        public IDomainLeases Leases => sound.Leases;

        public IDomainOwners Owners => sound.Owners;

        public IUrlTransitions Transitions => sound.Transitions;

        public ICookies Cookies => sound.Cookies;

        public IRenderShapes Shapes => sound.Shapes;

        public IUrlDepths Depths => sound.Depths;

        public IStoredPages Pages => sound.Pages;

        public ICrawlReader Reader => sound.Reader;

        public IChangeFeed Feed => sound.Feed;

        public IStoreUpgrade Upgrade => sound.Upgrade;

        public Task InitializeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
