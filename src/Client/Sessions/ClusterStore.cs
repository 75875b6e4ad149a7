using Npgsql;
using Thresher.Grains.Configuration;
using Thresher.Storage;
using Thresher.Storage.Postgres;
using Thresher.Storage.Postgres.Frontier;

namespace Thresher.Client.Sessions;

/// <summary>A console's own read-only connections to a cluster's database.</summary>
internal static class ClusterStore
{
    private const int Connections = 4;
    private const int ConnectSeconds = 10;

    /// <summary>Opens the store, which the caller disposes, and the list of live silos over the same connections.</summary>
    /// <exception cref="StoreException">The database is unavailable or holds no crawls.</exception>
    public static async Task<(PostgresStore Store, LiveSilos Roll)> OpenAsync(ClusterConnection cluster, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(cluster.ConnectionString)
        {
            MaxPoolSize = Connections,
            ApplicationName = "thresher-console",
        };

        // An export reads in one long transaction, as slowly as its output is consumed.
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

    /// <summary>The command that starts a silo of this cluster, as the end of an error line.</summary>
    public static string HowToStart(ClusterConnection cluster) =>
        $"start one: `thresher-silo --cluster …{(cluster.ClusterId == ClusterConnection.DefaultClusterId ? "" : $" --cluster-id {cluster.ClusterId}")}`";
}
