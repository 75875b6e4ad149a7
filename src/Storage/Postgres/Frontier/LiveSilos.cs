using Npgsql;
using Thresher.Storage.Postgres.Database;

namespace Thresher.Storage.Postgres.Frontier;

/// <summary>Reads from Orleans' membership table which silos live, without joining them.</summary>
/// <param name="source">The cluster's database, of a current schema.</param>
public sealed class LiveSilos(NpgsqlDataSource source)
{
    private readonly PostgresDatabase _database = new(source);

    /// <summary>
    /// The silos of every cluster in this database that have had their ownership of domains confirmed of late, by the
    /// database's clock, whatever theirs say. One that was killed half a minute ago is still among them.
    /// </summary>
    /// <returns>Cluster id, and the gateway as <c>address:port</c>.</returns>
    /// <exception cref="StoreException">The database is away.</exception>
    public Task<IReadOnlyList<(string ClusterId, string Gateway)>> AliveAsync(CancellationToken cancellationToken) =>
        _database.StatementAsync<IReadOnlyList<(string, string)>>(
            async statement => await statement.QueryAsync(
                """
                SELECT deploymentid, address || ':' || proxyport FROM orleansmembershiptable
                JOIN owners ON name = address || ':' || port || '@' || generation
                WHERE status = 3 AND proxyport > 0 AND lease_until > thresher_now() ORDER BY 1, 2
                """,
                row => (row.GetString(0), row.GetString(1))),
            cancellationToken);
}
