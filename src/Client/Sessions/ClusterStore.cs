using Npgsql;
using Thresher.Grains.Configuration;
using Thresher.Storage;
using Thresher.Storage.Postgres;
using Thresher.Storage.Postgres.Frontier;

namespace Thresher.Client.Sessions;

/// <summary>A console's own way to a cluster's database: a few connections that read.</summary>
internal static class ClusterStore
{
    private const int Connections = 4;
    private const int ConnectSeconds = 10;

    /// <summary>Opens the store, which its taker disposes, and the roll of silos over the same connections.</summary>
    /// <exception cref="StoreException">The database is away or holds no crawls.</exception>
    public static async Task<(PostgresStore Store, LiveSilos Roll)> OpenAsync(ClusterConnection cluster, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(cluster.ConnectionString)
        {
            MaxPoolSize = Connections,
            ApplicationName = "thresher-console",
        };

        // An export reads in one long transaction, as slowly as it is written out.
        settings.Options ??= "-c idle_in_transaction_session_timeout=0";
        settings.Timeout = Math.Min(settings.Timeout, ConnectSeconds);
        var store = new PostgresStore(settings.ConnectionString);
        try
        {
            await store.OpenToReadAsync(cancellationToken);
            return (store, new LiveSilos(store.Source));
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>How a silo of this cluster is started, in words for an error line.</summary>
    public static string HowToStart(ClusterConnection cluster) =>
        $"start one: `thresher-silo --cluster …{(cluster.ClusterId == ClusterConnection.DefaultClusterId ? "" : $" --cluster-id {cluster.ClusterId}")}`";
}
