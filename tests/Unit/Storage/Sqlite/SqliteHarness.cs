using Microsoft.Data.Sqlite;
using Thresher.Storage;
using Thresher.Storage.Sqlite;
using Thresher.Tests.Contract;

namespace Thresher.Tests.Unit.Storage.Sqlite;

/// <summary>The embedded engine on a file of its own.</summary>
internal sealed class SqliteHarness : StoreHarness
{
    private readonly string _directory = Directory.CreateTempSubdirectory("thresher-store-").FullName;
    private SqliteStore? _store;

    public override ICrawlStore Store => _store!;

    public string File => Path.Combine(_directory, "thresher.db");

    public override async ValueTask OpenAsync()
    {
        _store = new SqliteStore(File, Time);
        await _store.InitializeAsync(CancellationToken.None);
    }

    public override async ValueTask CrashAsync()
    {
        await _store!.DisposeAsync();
        await OpenAsync();
    }

    public override async ValueTask ExecuteAsync(string sql) => await RunAsync(sql);

    public override async ValueTask<long> CountAsync(string table) => (long)(await RunAsync($"SELECT count(*) FROM {table}"))!;

    public override async ValueTask DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        using (var connection = Connect())
        {
            SqliteConnection.ClearPool(connection);
        }

        using (var pooled = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = File, Pooling = true, DefaultTimeout = 30 }.ToString()))
        {
            SqliteConnection.ClearPool(pooled);
        }

        Directory.Delete(_directory, recursive: true);
    }

    private SqliteConnection Connect() => new($"Data Source={File};Pooling=False");

    private async Task<object?> RunAsync(string sql)
    {
        await using var connection = Connect();
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }
}
