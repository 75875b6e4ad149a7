using System.Net;
using System.Net.Sockets;

namespace Thresher.Tests.EndToEnd.Chaos;

/// <summary>A database and the silos on it.</summary>
public sealed class ChaosCluster : IAsyncDisposable
{
    private ChaosCluster(ChaosDatabase database) => Database = database;

    /// <summary>The database.</summary>
    public ChaosDatabase Database { get; }

    /// <summary>The silos' places.</summary>
    public List<SiloSlot> Silos { get; } = [];

    /// <summary>Everything the silos logged.</summary>
    public string Log => string.Concat(Silos.Select(silo => silo.Log));

    /// <summary>Starts a database and so many silos, and waits for them.</summary>
    public static async Task<ChaosCluster> StartAsync(int silos)
    {
        var cluster = new ChaosCluster(await ChaosDatabase.StartNewAsync(FreePorts(1)[0]));
        for (var i = 0; i < silos; i++)
        {
            await cluster.AddAsync();
        }

        await cluster.AllServeAsync();
        return cluster;
    }

    /// <summary>Starts one silo more.</summary>
    public async Task<SiloSlot> AddAsync()
    {
        var silo = new SiloSlot($"silo {Silos.Count + 1}", Database.ConnectionString, FreePorts(3));
        Silos.Add(silo);
        await silo.EnsureStartedAsync();
        return silo;
    }

    /// <summary>Starts what is down and waits until all serve.</summary>
    public async Task AllServeAsync()
    {
        foreach (var silo in Silos)
        {
            await silo.EnsureStartedAsync();
        }

        foreach (var silo in Silos)
        {
            await silo.ServesAsync();
        }
    }

    /// <summary>The domains with work left that a silo owns.</summary>
    public Task<IReadOnlyList<string>> OwnedByAsync(SiloSlot silo) => Database.ListAsync<string>(
        "SELECT key FROM domains WHERE owner LIKE $1 AND pending > 0 ORDER BY key", silo.OwnerPrefix + "%");

    /// <summary>Ends the silos, whatever state they are in; their logs are then whole.</summary>
    public async Task StopAsync()
    {
        foreach (var silo in Silos)
        {
            await silo.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Database.DisposeAsync();
    }

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners)
        {
            listener.Start();
        }

        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        foreach (var listener in listeners)
        {
            listener.Dispose();
        }

        return ports;
    }
}
