using Npgsql;
using Thresher.TestWeb.Database;

namespace Thresher.Tests.EndToEnd.Rig;

/// <summary>PostgreSQL servers for tests, which skip where none is installed.</summary>
public static class DatabaseServer
{
    /// <summary>Makes a server that does not run yet.</summary>
    public static async Task<PrivatePostgres> CreateAsync(PrivatePostgresOptions? options = null)
    {
        var server = await PrivatePostgres.TryCreateAsync(options, TestContext.Current.CancellationToken);
        Assert.SkipWhen(server is null, "PostgreSQL 15 or later is not installed here: apt-get install postgresql");
        return server!;
    }

    /// <summary>Makes a server and starts it. By default its commits survive a crash of it, as users' do.</summary>
    public static async Task<PrivatePostgres> StartNewAsync(PrivatePostgresOptions? options = null)
    {
        var server = await CreateAsync(options);
        await server.StartAsync();
        return server;
    }

    /// <summary>The first column of a query's rows.</summary>
    public static async Task<IReadOnlyList<T>> ListAsync<T>(this PrivatePostgres server, string sql, params object[] values)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await using var rows = await command.ExecuteReaderAsync();
        var list = new List<T>();
        while (await rows.ReadAsync())
        {
            list.Add(rows.GetFieldValue<T>(0));
        }

        return list;
    }
}
