using System.Collections.Concurrent;
using Npgsql;
using Thresher.Storage.Postgres;
using Thresher.TestWeb.Database;

[assembly: AssemblyFixture(typeof(Thresher.Tests.Postgres.PostgresServer))]

namespace Thresher.Tests.Postgres;

/// <summary>A throw-away server for the whole run, with a database for each test class.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private const string Template = "thresher_template";
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _databases = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _creation = new(1);
    private PrivatePostgres? _server;

    /// <summary>Why there is no server; null when there is one.</summary>
    public string? Missing => _server is null ? "PostgreSQL 15 or later is not installed here: apt-get install postgresql" : null;

    /// <summary>The port on the loopback address.</summary>
    public int Port => _server!.Port;

    public async ValueTask InitializeAsync()
    {
        _server = await PrivatePostgres.TryStartAsync(new PrivatePostgresOptions { IsDurable = false });
        if (_server is null)
        {
            return;
        }

        await ExecuteAsync("postgres", $"CREATE DATABASE {Template}");
        await using (var store = new PostgresStore(_server.ConnectionStringOf(Template)))
        {
            await store.InitializeAsync(CancellationToken.None);
        }

        await ExecuteAsync(Template, "CREATE TABLE test_clock (ms bigint NOT NULL); INSERT INTO test_clock VALUES (0)");
        await ExecuteAsync(
            Template, "CREATE OR REPLACE FUNCTION thresher_now() RETURNS bigint LANGUAGE sql VOLATILE AS 'SELECT ms FROM test_clock'");
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>A database with the current schema and a clock that stands still; the same for the same name.</summary>
    /// <returns>Its connection string.</returns>
    public Task<string> DatabaseAsync(string name) =>
        _databases.GetOrAdd(name.ToLowerInvariant(), key => new Lazy<Task<string>>(() => CreateAsync(key, Template))).Value;

    /// <summary>A database with nothing in it.</summary>
    public Task<string> EmptyDatabaseAsync() => CreateAsync($"empty_{Guid.NewGuid():N}", "template0");

    private async Task<string> CreateAsync(string name, string template)
    {
        await _creation.WaitAsync();
        try
        {
            await ExecuteAsync("postgres", $"CREATE DATABASE {name} TEMPLATE {template}");
        }
        finally
        {
            _creation.Release();
        }

        return _server!.ConnectionStringOf(name);
    }

    private async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(_server!.ConnectionStringOf(database) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
