namespace Thresher.Storage.Postgres.Frontier;

/// <summary>What an owner holds.</summary>
internal sealed partial class PostgresFrontier
{
    public Task<IReadOnlyList<string>> OwnedDomainsAsync(string owner, CancellationToken cancellationToken) =>
        database.StatementAsync<IReadOnlyList<string>>(
            async statement => await statement.QueryAsync(
                "SELECT key FROM domains WHERE owner = $1 AND pending > 0", row => row.GetString(0), owner),
            cancellationToken);

    public Task DisownAsync(string owner, string domain, CancellationToken cancellationToken) =>
        database.RunAsync(
            async transaction => await FreeAsync(
                transaction,
                await transaction.QueryAsync(
                    "SELECT id FROM domains WHERE key = $1 AND owner = $2 FOR NO KEY UPDATE", row => (row.GetInt64(0), TimeSpan.Zero), domain, owner),
                recover: true),
            cancellationToken);
}
