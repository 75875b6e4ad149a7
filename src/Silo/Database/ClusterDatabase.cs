using Npgsql;
using Thresher.Grains.Configuration;

namespace Thresher.Silo.Database;

/// <summary>What a silo asks its database about the cluster rather than about crawls. Uses at most two connections.</summary>
internal sealed class ClusterDatabase : IAsyncDisposable
{
    /// <summary>How far a silo's ownership reaches from its last beat on.</summary>
    private static readonly long LeaseMs = (long)new ThresherOptions().DomainLease.TotalMilliseconds;

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

    /// <summary>
    /// The silos of this cluster that the membership table takes for active and that have had their ownership confirmed
    /// at least once.
    /// </summary>
    public Task<IReadOnlyList<SiloMember>> ActiveMembersAsync(CancellationToken cancellationToken) => AskAsync<IReadOnlyList<SiloMember>>(
        $"""
        SELECT m.address, m.port, m.generation, thresher_now() - abs(o.lease_until) + {LeaseMs}
        FROM orleansmembershiptable m JOIN owners o ON o.name = m.address || ':' || m.port || '@' || m.generation
        WHERE m.deploymentid = $1 AND m.status = {(int)SiloStatus.Active} ORDER BY 1, 2, 3
        """,
        async rows =>
        {
            var members = new List<SiloMember>();
            while (await rows.ReadAsync(cancellationToken))
            {
                members.Add(new SiloMember(rows.GetString(0), rows.GetInt32(1), rows.GetInt32(2), TimeSpan.FromMilliseconds(rows.GetInt64(3))));
            }

            return members;
        },
        _cluster.ClusterId,
        cancellationToken);

    /// <summary>
    /// Declares silos dead, as their neighbours would. The table's version goes first, as in Orleans' own writes, which
    /// then notice that they saw an older one.
    /// </summary>
    public async Task DeclareDeadAsync(IReadOnlyList<SiloMember> silos, CancellationToken cancellationToken)
    {
        try
        {
            await using var batch = _source.CreateBatch();
            batch.BatchCommands.Add(new NpgsqlBatchCommand(
                "UPDATE orleansmembershipversiontable SET timestamp = now(), version = version + 1 WHERE deploymentid = $1")
            { Parameters = { new() { Value = _cluster.ClusterId } } });
            batch.BatchCommands.Add(new NpgsqlBatchCommand(
                $"""
                UPDATE orleansmembershiptable m SET status = {(int)SiloStatus.Dead}
                FROM unnest($2, $3, $4) AS x(address, port, generation)
                WHERE m.deploymentid = $1 AND m.status = {(int)SiloStatus.Active}
                  AND m.address = x.address AND m.port = x.port AND m.generation = x.generation
                """)
            {
                Parameters =
                {
                    new() { Value = _cluster.ClusterId },
                    new() { Value = silos.Select(silo => silo.Address).ToArray() },
                    new() { Value = silos.Select(silo => silo.Port).ToArray() },
                    new() { Value = silos.Select(silo => silo.Generation).ToArray() },
                },
            });
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (Exception failure) when (DatabaseFailure.Of(failure, _cluster) is { } told)
        {
            throw told;
        }
    }

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
