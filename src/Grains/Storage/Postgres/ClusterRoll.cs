using Npgsql;

namespace Thresher.Storage.Postgres;

/// <summary>Reads from Orleans' membership table which silos have lately shown themselves alive, without joining them.</summary>
/// <param name="source">The cluster's database, of a current schema.</param>
public sealed class ClusterRoll(NpgsqlDataSource source)
{
    private readonly PostgresDatabase _database = new(source);

    /// <summary>
    /// The silos of every cluster in this database that said within the last minute that they are alive. One that was
    /// killed a moment ago is still among them.
    /// </summary>
    /// <returns>Cluster id, and the gateway as <c>address:port</c>.</returns>
    /// <exception cref="StoreException">The database is away.</exception>
    public Task<IReadOnlyList<(string ClusterId, string Gateway)>> AliveAsync(CancellationToken cancellationToken) =>
        _database.StatementAsync<IReadOnlyList<(string, string)>>(
            async statement => await statement.QueryAsync(
                """
                SELECT deploymentid, address || ':' || proxyport FROM orleansmembershiptable
                WHERE status = 3 AND proxyport > 0 AND iamalivetime > now() - interval '1 minute' ORDER BY 1, 2
                """,
                row => (row.GetString(0), row.GetString(1))),
            cancellationToken);
}
