using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Thresher.Grains.Configuration;
using Thresher.Grains.Connections;
using Thresher.Grains.Frontier;
using Thresher.Grains.Hosting;
using Thresher.Grains.States;
using Thresher.Jobs.Outcomes;
using Thresher.Storage;
using Thresher.Storage.Sqlite;

namespace Thresher.Client.Embedded;

/// <summary>A whole silo in this process on a data directory, for as long as a crawl runs.</summary>
internal sealed class EmbeddedSilo : IAsyncDisposable
{
    /// <summary>Service id of every embedded silo: the name that its grain state is kept under.</summary>
    public const string ServiceId = "thresher-embedded";

    private const int MostStarts = 3;

    private readonly DataDirectory _data;
    private readonly IHost _host;
    private readonly IDisposable _lock;
    private bool _stopped;

    private EmbeddedSilo(DataDirectory data, IHost host, SqliteStore store, IDisposable @lock)
    {
        _data = data;
        _host = host;
        _lock = @lock;
        Store = store;
    }

    /// <summary>Cluster id of the silo with this secret: each has its own, so a console cannot take one silo for another.</summary>
    public static string ClusterIdOf(string secret) => $"{ServiceId}-{ConnectionSecret.IdOf(secret)}";

    /// <summary>The store.</summary>
    public SqliteStore Store { get; }

    /// <summary>The silo's grains.</summary>
    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    /// <summary>Completes when the store fails for good.</summary>
    public Task<StoreException> Fault => _host.Services.GetRequiredService<StoreFaults>().First;

    /// <summary>Starts a silo.</summary>
    /// <exception cref="StoreException">The directory is in use, damaged or cannot be written.</exception>
    public static async Task<EmbeddedSilo> StartAsync(
        DataDirectory data, Action<ThresherOptions> configure, ILoggerProvider logs, LogLevel logLevel, CancellationToken cancellationToken)
    {
        var held = await data.LockAsync(cancellationToken);
        var store = new SqliteStore(data.Database, TimeProvider.System);
        try
        {
            data.PublishGateway(null);
            await store.InitializeAsync(cancellationToken);
            await StopCrawlsAsync(store, cancellationToken);
            var (host, gatewayPort) = await StartHostAsync(data, store, configure, logs, logLevel, cancellationToken);
            data.PublishGateway(gatewayPort);
            return new EmbeddedSilo(data, host, store, held);
        }
        catch
        {
            await store.DisposeAsync();
            held.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Stops the silo, giving back what is leased, and marks what it was running as stopped. The store stays open
    /// until the disposal.
    /// </summary>
    public async Task StopAsync()
    {
        if (_stopped)
        {
            return;
        }

        _stopped = true;
        _data.PublishGateway(null);
        using var limit = new CancellationTokenSource(ThresherSiloExtensions.StopLimit);
        await _host.StopAsync(limit.Token);
        await StopCrawlsAsync(Store, CancellationToken.None);
    }

    /// <summary>Stops within five seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Store.DisposeAsync();
        _lock.Dispose();
    }

    /// <summary>Starts on two free ports, and on two others when another process took one of them meanwhile.</summary>
    private static async Task<(IHost Host, int GatewayPort)> StartHostAsync(
        DataDirectory data, SqliteStore store, Action<ThresherOptions> configure, ILoggerProvider logs, LogLevel logLevel, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (siloPort, gatewayPort) = FreePorts();
            var host = Build(data, store, configure, logs, logLevel, siloPort, gatewayPort);
            try
            {
                await host.StartAsync(cancellationToken);
                return (host, gatewayPort);
            }
            catch (Exception error) when (attempt < MostStarts && IsPortTaken(error))
            {
                host.Dispose();
            }
        }
    }

    private static bool IsPortTaken(Exception? error) => error switch
    {
        null => false,
        SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } => true,
        AggregateException several => several.InnerExceptions.Any(IsPortTaken),
        _ => IsPortTaken(error.InnerException),
    };

    private static IHost Build(
        DataDirectory data,
        SqliteStore store,
        Action<ThresherOptions> configure,
        ILoggerProvider logs,
        LogLevel logLevel,
        int siloPort,
        int gatewayPort)
    {
        var secret = data.CreateSecret();
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.SetMinimumLevel(logLevel).AddProvider(logs);

        // The command listens for signals itself.
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        var grainState = GrainStateDatabase.Prepare(data.GrainDatabase, logs.CreateLogger(typeof(GrainStateDatabase).FullName!));
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(siloPort, gatewayPort, null, ServiceId, ClusterIdOf(secret))
            .RequireSecret(ConnectionSecret.Of(secret))
            .AddGrainState(DomainGrain.StorageName, GrainStateDatabase.Invariant, grainState)
            .AddThresher(store, configure));
        return builder.Build();
    }

    /// <summary>What no process runs any more waits until it is crawled again.</summary>
    private static async Task StopCrawlsAsync(SqliteStore store, CancellationToken cancellationToken)
    {
        foreach (var crawl in await store.Catalog.ListAsync(cancellationToken))
        {
            if (crawl.State == CrawlState.Running)
            {
                await store.Catalog.SetStateAsync(crawl.Id, CrawlState.Stopped, cancellationToken);
            }
        }
    }

    private static (int Silo, int Gateway) FreePorts()
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
    }
}
