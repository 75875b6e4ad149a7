namespace Thresher.Storage.Postgres.Frontier;

/// <summary>Who holds how much.</summary>
internal sealed partial class PostgresFrontier : IOwnerShares
{
    public Task<IReadOnlyDictionary<string, int>> SharesAsync(CancellationToken cancellationToken) =>
        database.StatementAsync<IReadOnlyDictionary<string, int>>(
            async statement => (await statement.QueryAsync(
                """
                SELECT o.name, (SELECT count(*) FROM domains d WHERE d.owner = o.name AND d.pending > 0)
                FROM owners o WHERE o.lease_until >= thresher_now()
                """,
                row => (Name: row.GetString(0), Domains: (int)row.GetInt64(1)))).ToDictionary(owner => owner.Name, owner => owner.Domains, StringComparer.Ordinal),
            cancellationToken);
}
