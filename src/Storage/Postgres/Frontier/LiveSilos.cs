using Npgsql;
using Thresher.Storage.Postgres.Database;

namespace Thresher.Storage.Postgres.Frontier;

/// <summary>The silos of all clusters in a database: where they are reached, and which live.</summary>
/// <param name="source">The database, of a current schema.</param>
public sealed class LiveSilos(NpgsqlDataSource source)
{
    private readonly PostgresDatabase _database = new(source);

    /// <summary>
    /// The silos of every cluster in this database that have had their ownership of domains confirmed of late, by the
    /// database's clock, whatever theirs say. One that was killed half a minute ago is still among them.
    /// </summary>
    /// <returns>The name under which it owns domains, its cluster's id, and its gateway as <c>address:port</c>.</returns>
    /// <exception cref="StoreException">The database is away.</exception>
    public Task<IReadOnlyList<(string Owner, string ClusterId, string Gateway)>> AliveAsync(CancellationToken cancellationToken) =>
        _database.StatementAsync<IReadOnlyList<(string, string, string)>>(
            async statement => await statement.QueryAsync(
                """
                SELECT s.owner, s.cluster, s.gateway FROM silos s JOIN owners o ON o.name = s.owner
                WHERE o.lease_until > thresher_now() ORDER BY s.cluster, s.gateway
                """,
                row => (row.GetString(0), row.GetString(1), row.GetString(2))),
            cancellationToken);

    /// <summary>Writes down where a silo is reached, and forgets those whose ownership ended long ago.</summary>
    /// <param name="owner">The name under which it owns domains.</param>
    /// <param name="clusterId">Its cluster.</param>
    /// <param name="gateway">Its gateway as <c>address:port</c>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StoreException">The database is away.</exception>
    public Task RegisterAsync(string owner, string clusterId, string gateway, CancellationToken cancellationToken) =>
        _database.RunAsync(
            async transaction =>
            {
                await transaction.ExecuteAsync(
                    "INSERT INTO silos (owner, cluster, gateway) VALUES ($1, $2, $3) ON CONFLICT (owner) DO UPDATE SET cluster = EXCLUDED.cluster, gateway = EXCLUDED.gateway",
                    owner,
                    clusterId,
                    gateway);
                await transaction.ExecuteAsync(
                    "DELETE FROM silos s USING owners o WHERE o.name = s.owner AND s.owner <> $1 AND abs(o.lease_until) < thresher_now() - $2", owner, Forgotten);
                return true;
            },
            cancellationToken);

    /// <summary>How long ago the leases of these owners ran out; negative while they last. Those never confirmed are left out.</summary>
    /// <exception cref="StoreException">The database is away.</exception>
    public Task<IReadOnlyDictionary<string, TimeSpan>> OverdueAsync(IReadOnlyCollection<string> owners, CancellationToken cancellationToken) =>
        _database.StatementAsync<IReadOnlyDictionary<string, TimeSpan>>(
            async statement =>
            {
                var rows = await statement.QueryAsync(
                    "SELECT name, thresher_now() - abs(lease_until) FROM owners WHERE name = ANY($1)",
                    row => (Name: row.GetString(0), Overdue: TimeSpan.FromMilliseconds(row.GetInt64(1))),
                    (object)owners.ToArray());
                return rows.ToDictionary(row => row.Name, row => row.Overdue);
            },
            cancellationToken);

    private static long Forgotten => (long)TimeSpan.FromDays(1).TotalMilliseconds;
}
