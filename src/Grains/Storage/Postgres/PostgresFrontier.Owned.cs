namespace Thresher.Storage.Postgres;

/// <summary>What an owner holds.</summary>
internal sealed partial class PostgresFrontier
{
    public Task<IReadOnlyList<string>> OwnedDomainsAsync(string owner, CancellationToken cancellationToken) =>
        database.StatementAsync<IReadOnlyList<string>>(
            async statement => await statement.QueryAsync(
                "SELECT key FROM domains WHERE owner = $1 AND pending > 0", row => row.GetString(0), owner),
            cancellationToken);
}
