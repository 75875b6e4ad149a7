using Npgsql;

namespace Thresher.Storage.Postgres.Database;

/// <summary>Statements on one connection, inside the transaction of one operation.</summary>
internal sealed class PostgresTransaction(NpgsqlConnection connection, CancellationToken cancellationToken)
{
    /// <summary>Runs a statement.</summary>
    /// <param name="sql">The statement with <c>$1</c>, <c>$2</c>, …</param>
    /// <param name="values">Their values; arrays for <c>unnest</c>.</param>
    /// <returns>Rows changed.</returns>
    public async Task<int> ExecuteAsync(string sql, params object?[] values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The first column of the first row; <paramref name="otherwise"/> when there is none or it is null.</summary>
    public async Task<T> ScalarAsync<T>(T otherwise, string sql, params object?[] values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteScalarAsync(cancellationToken) is T value ? value : otherwise;
    }

    /// <summary>All rows, read while they arrive.</summary>
    public async Task<List<T>> QueryAsync<T>(string sql, Func<NpgsqlDataReader, T> read, params object?[] values)
    {
        await using var command = Command(sql, values);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>Several statements in one round trip.</summary>
    public async Task ExecuteAllAsync(IReadOnlyList<(string Sql, object?[] Values)> statements)
    {
        if (statements.Count == 0)
        {
            return;
        }

        await using var batch = new NpgsqlBatch(connection);
        foreach (var (sql, values) in statements)
        {
            var command = new NpgsqlBatchCommand(sql);
            Add(command.Parameters, values);
            batch.BatchCommands.Add(command);
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Locks domains in order of their numbers, the order of every writer, and so without deadlock.</summary>
    public Task LockDomainsAsync(long[] domains) => LockDomainsAsync(domains, waits: true);

    /// <summary>Locks domains, and waits for those that another has locked or leaves them out.</summary>
    /// <returns>Those that are locked.</returns>
    public async Task<HashSet<long>> LockDomainsAsync(long[] domains, bool waits) =>
    [
        .. await QueryAsync(
            $"SELECT id FROM domains WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE {(waits ? "" : "SKIP LOCKED")}", row => row.GetInt64(0), domains),
    ];

    private NpgsqlCommand Command(string sql, object?[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        Add(command.Parameters, values);
        return command;
    }

    private static void Add(NpgsqlParameterCollection parameters, object?[] values)
    {
        foreach (var value in values)
        {
            parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }
    }
}
