using Npgsql;
using Thresher.Hosting;

namespace Thresher.Silo.Database;

/// <summary>What a silo asks its database about the cluster rather than about crawls. Uses at most two connections.</summary>
internal sealed class ClusterDatabase : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly ClusterConnection _cluster;

    public ClusterDatabase(ClusterConnection cluster)
    {
        _cluster = cluster;
        _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(cluster.ConnectionString)
        {
            ApplicationName = "thresher-silo-watch",
            MaxPoolSize = 2,
            CommandTimeout = 5,
        });
    }

    /// <summary>
    /// Other clusters whose silos own domains in this database, by its clock, whatever theirs say. Two clusters on one
    /// database would fight over its domains.
    /// </summary>
    public Task<IReadOnlyList<string>> LiveOthersAsync(CancellationToken cancellationToken) => AskAsync<IReadOnlyList<string>>(
        """
        SELECT DISTINCT deploymentid FROM orleansmembershiptable
        JOIN owners ON name = address || ':' || port || '@' || generation
        WHERE deploymentid <> $1 AND status BETWEEN 2 AND 5 AND lease_until > thresher_now() ORDER BY 1
        """,
        async rows =>
        {
            var ids = new List<string>();
            while (await rows.ReadAsync(cancellationToken))
            {
                ids.Add(rows.GetString(0));
            }

            return ids;
        },
        _cluster.ClusterId,
        cancellationToken);

    /// <summary>The database's clock.</summary>
    public Task<DateTimeOffset> ClockAsync(CancellationToken cancellationToken) => AskAsync(
        "SELECT clock_timestamp() WHERE $1 <> ''",
        async rows =>
        {
            await rows.ReadAsync(cancellationToken);
            return new DateTimeOffset(rows.GetDateTime(0), TimeSpan.Zero);
        },
        _cluster.ClusterId,
        cancellationToken);

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task<T> AskAsync<T>(string sql, Func<NpgsqlDataReader, Task<T>> read, string argument, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = _source.CreateCommand(sql);
            command.Parameters.AddWithValue(argument);
            await using var rows = await command.ExecuteReaderAsync(cancellationToken);
            return await read(rows);
        }
        catch (Exception failure) when (DatabaseFailure.Of(failure, _cluster) is { } told)
        {
            throw told;
        }
    }
}
