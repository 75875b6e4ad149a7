using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Thresher.Extraction.Extractors;
using Thresher.Grains.Contracts;
using Thresher.Grains.Control;
using Thresher.Grains.Crawls;
using Thresher.Grains.Hosting;
using Thresher.Grains.Pages;
using Thresher.Jobs;
using Thresher.Storage;
using Thresher.Storage.Rows;
using Thresher.Tests.Unit.Grains.Fetching;
using Thresher.Tests.Unit.Storage.Sqlite;
using Thresher.Web.Urls;

namespace Thresher.Tests.Unit.Grains.Pages;

/// <summary>
/// The services of a silo that does not run, over a store of its own and a network in which <see cref="Host"/> leads to
/// the test's server: what becomes of one leased URL can be seen in its row.
/// </summary>
internal sealed class PipelineRig : IAsyncDisposable
{
    public const string Host = "site.test";
    public const string Elsewhere = "elsewhere.test";

    private readonly SqliteHarness _store = new();
    private readonly RawServer _server;
    private IHost? _host;

    private PipelineRig(RawServer server) => _server = server;

    public ActiveCrawl Crawl { get; private set; } = null!;

    public ICrawlStore Store => _store.Store;

    /// <summary>The silo's clock.</summary>
    public FakeTimeProvider Time => _store.Time;

    /// <summary>Requests that reached the server.</summary>
    public int Requests => _server.Heads.Count;

    /// <summary>The heads of those requests.</summary>
    public IReadOnlyList<string> Heads => [.. _server.Heads];

    /// <summary>Waits until so many requests have reached the server.</summary>
    public Task RequestsAsync(int count) => _server.RequestsAsync(count);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Makes a crawl of the host's scope and the services that serve it.</summary>
    /// <param name="answer">What the server says to every request; null for nothing at all.</param>
    /// <param name="job">The job; every limit at its default when left out.</param>
    /// <param name="script">A shell script that plays the process in which suspects are parsed.</param>
    /// <param name="extractor">An extractor of the silo's own services.</param>
    /// <param name="replace">Registers services that take the place of the silo's own.</param>
    /// <param name="then">What the server says after the first request, if something else.</param>
    public static async Task<PipelineRig> StartAsync(
        string? answer,
        CrawlJob? job = null,
        string? script = null,
        IPageExtractor? extractor = null,
        Action<IServiceCollection, ICrawlStore>? replace = null,
        string? then = null)
    {
        var requests = 0;
        var rig = new PipelineRig(RawServer.Start(exchange =>
            answer is null ? exchange.HangAsync() : exchange.SendAsync(requests++ == 0 ? answer : then ?? answer)));
        await rig._store.OpenAsync();
        var network = new FakeNetwork(rig._server.EndPoint).With(Host, ["93.184.215.14"]).With(Elsewhere, ["93.184.215.15"]);
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<TimeProvider>(rig._store.Time).AddSingleton(Fetches.Transport(network));
        if (extractor is not null)
        {
            builder.Services.AddSingleton(extractor);
        }

        replace?.Invoke(builder.Services, rig.Store);
        builder.UseOrleans(silo => silo.UseLocalhostClustering().AddThresher(
            rig.Store, options => options.IsolatedParseCommand = script is null ? [] : ["/bin/sh", "-c", script]));
        rig._host = builder.Build();

        var record = await rig.Store.Catalog.CreateAsync("web", (job ?? new CrawlJob()).ToJson(), Cancel);
        rig.Crawl = (await rig.Get<CrawlDirectory>().GetAsync(record.Id, Cancel))!;
        return rig;
    }

    /// <summary>One of the silo's services.</summary>
    public T Get<T>()
        where T : notnull => _host!.Services.GetRequiredService<T>();

    /// <summary>Seeds a URL of the host and leases it.</summary>
    public async Task<FetchRequest> LeaseAsync(string path = "/")
    {
        var url = Parse($"http://{Host}{path}");
        await Store.Intake.AcceptAsync(Crawl.Record.Id, [Crawl.Admission.Row(url, 0, 0)], [Crawl.Admission.SeedKey(url)!], Cancel);
        var lease = await AcquireAsync();
        var leased = await Store.Queue.LeaseAsync(lease.DomainId, lease.Epoch, 1, Cancel);
        return new FetchRequest(Assert.Single(leased), Host, lease.DomainId, lease.Epoch);
    }

    /// <summary>Refreshes the crawl, which is at its end, and leases the page that was stored.</summary>
    public async Task<FetchRequest> LeaseAgainAsync()
    {
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await Store.Catalog.TryCompleteAsync(Crawl.Record.Id, Cancel));
        Assert.True(await Store.Catalog.BeginRefreshAsync(Crawl.Record.Id, Cancel));
        Assert.Null(await new CrawlControl(Store).QueueRefreshAsync(Crawl.Record.Id, 0, Cancel));
        return await LeaseAsync();
    }

    /// <summary>Acquires the host's domain, which ends the lease of its owner.</summary>
    public Task<DomainLease> AcquireAsync() => Store.Leases.AcquireAsync(Host, "silo", TimeSpan.FromMinutes(1), Cancel);

    /// <summary>Takes a leased URL to its end.</summary>
    public Task<FetchResult> RunAsync(FetchRequest request) => RunUntilAsync(request, CancellationToken.None);

    /// <summary>Takes a leased URL to its end, or to where it is cancelled.</summary>
    public Task<FetchResult> RunUntilAsync(FetchRequest request, CancellationToken leaves) =>
        Get<FetchPipeline>().RunAsync(request, (_, _) => Task.CompletedTask, leaves);

    /// <summary>A URL's row, or null when it has none.</summary>
    public Task<UrlRow?> RowAsync(string url) => Store.Reader.FindUrlAsync(Crawl.Record.Id, Crawl.Admission.IdentityOf(Parse(url)), Cancel);

    /// <summary>Rows of a table, which may be followed by a condition.</summary>
    public ValueTask<long> CountAsync(string table) => _store.CountAsync(table);

    /// <summary>A URL that is one.</summary>
    public static WebUrl Parse(string text)
    {
        Assert.True(WebUrl.TryParse(text, null, out var url));
        return url;
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is IAsyncDisposable host)
        {
            await host.DisposeAsync();
        }

        await _server.DisposeAsync();
        await _store.DisposeAsync();
    }
}
