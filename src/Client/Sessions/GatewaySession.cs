using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Thresher.Client.CommandLine;
using Thresher.Client.Embedded;
using Thresher.Grains.Connections;
using Thresher.Storage;
using Thresher.Storage.Sqlite;
using ClusterOptions = Orleans.Configuration.ClusterOptions;

namespace Thresher.Client.Sessions;

/// <summary>
/// A session with the embedded silo of another process on the same data directory. That process may end at any moment:
/// the directory's lock shows this long before a call to the silo would time out.
/// </summary>
internal sealed class GatewaySession : SiloSession
{
    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);

    private readonly IHost _client;
    private readonly CancellationTokenSource _lost = new();
    private readonly Timer _look;

    private GatewaySession(IHost client, SqliteStore store, DataDirectory data, int gatewayPort)
        : base(client.Services.GetRequiredService<IGrainFactory>(), store)
    {
        _client = client;
        _look = new Timer(_ => CheckOwner(data, gatewayPort), null, LookInterval, LookInterval);
    }

    /// <summary>Connects.</summary>
    /// <exception cref="StoreException">The data directory cannot be read, or is served by another user's silo.</exception>
    /// <exception cref="SiloLostException">The silo has ended or does not answer.</exception>
    public static async Task<GatewaySession> ConnectAsync(DataDirectory data, int gatewayPort, CancellationToken cancellationToken)
    {
        var secret = data.ReadSecret();
        var store = new SqliteStore(data.Database, TimeProvider.System);
        await store.OpenToReadAsync(cancellationToken);
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleansClient(client => client
            .UseStaticClustering(new IPEndPoint(IPAddress.Loopback, gatewayPort))
            .ShowSecret(ConnectionSecret.Of(secret))
            .Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (EmbeddedSilo.ClusterIdOf(secret), EmbeddedSilo.ServiceId)));
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        var session = new GatewaySession(builder.Build(), store, data, gatewayPort);
        try
        {
            return await session.AskAsync(
                async stop =>
                {
                    await session._client.StartAsync(stop).WaitAsync(LongestConnect, stop);
                    return session;
                },
                cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            await session.DisposeAsync();
            throw failure as SiloLostException ?? new SiloLostException($"no answer within {LongestConnect.TotalSeconds:0} s");
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _look.DisposeAsync();
        try
        {
            await _client.StopAsync(CancellationToken.None).WaitAsync(LongestStop);
        }
        catch (Exception)
        {
            // The process ends anyway, and the connection with it.
        }

        await base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        AskUnlessAsync(_lost.Token, "its process has ended", call, cancellationToken);

    private void CheckOwner(DataDirectory data, int gatewayPort)
    {
        try
        {
            if (data.FindOwner().Gateway == gatewayPort)
            {
                return;
            }
        }
        catch (Exception failure) when (failure is StoreException or IOException)
        {
            // The directory itself was deleted.
        }

        _lost.Cancel();
    }
}
