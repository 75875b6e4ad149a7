using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Thresher.Storage.Postgres;

[assembly: AssemblyFixture(typeof(Thresher.Tests.Postgres.PostgresServer))]

namespace Thresher.Tests.Postgres;

/// <summary>A throw-away server for the whole run, with a database for each test class.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private const string Template = "thresher_template";
    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"thresher-pg-{Guid.NewGuid():N}");
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _databases = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _creation = new(1);
    private readonly PostgresBinaries? _binaries = PostgresBinaries.Find();
    private string _data = "";
    private bool _isRunning;

    /// <summary>Why there is no server; null when there is one.</summary>
    public string? Missing => _binaries is null ? "PostgreSQL 15 or later is not installed here (initdb was not found)" : null;

    /// <summary>The port on the loopback address.</summary>
    public int Port { get; private set; }

    public async ValueTask InitializeAsync()
    {
        if (_binaries is null)
        {
            return;
        }

        Directory.CreateDirectory(_directory);
        await PostgresBinaries.HandOverAsync(_directory);
        _data = Path.Combine(_directory, "data");
        await _binaries.RunAsync("initdb", "-D", _data, "-U", "postgres", "--auth=trust", "--no-sync", "--no-instructions", "-E", "UTF8", "--locale=C.UTF-8");
        Port = FreePort();
        await StartAsync();
        _isRunning = true;
        await ExecuteAsync("postgres", $"CREATE DATABASE {Template}");
        await using (var store = new PostgresStore(ConnectionString(Template)))
        {
            await store.InitializeAsync(CancellationToken.None);
        }

        await ExecuteAsync(Template, "CREATE TABLE test_clock (ms bigint NOT NULL); INSERT INTO test_clock VALUES (0)");
        await ExecuteAsync(
            Template, "CREATE OR REPLACE FUNCTION thresher_now() RETURNS bigint LANGUAGE sql VOLATILE AS 'SELECT ms FROM test_clock'");
    }

    public async ValueTask DisposeAsync()
    {
        if (_isRunning)
        {
            await StopAsync("immediate");
        }

        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    private Task StartAsync() => _binaries!.RunAsync(
        "pg_ctl", "-D", _data, "-w", "-s", "-l", Path.Combine(_directory, "log"), "-o",
        string.Create(CultureInfo.InvariantCulture, $"-c listen_addresses=127.0.0.1 -p {Port} -c unix_socket_directories={_directory} -c fsync=off -c full_page_writes=off -c max_connections=100"),
        "start");

    private Task StopAsync(string mode) => _binaries!.RunAsync("pg_ctl", "-D", _data, "-m", mode, "-w", "-s", "stop");

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

        return ConnectionString(name);
    }

    private string ConnectionString(string database) =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Username=postgres;Database={database}");

    private async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
