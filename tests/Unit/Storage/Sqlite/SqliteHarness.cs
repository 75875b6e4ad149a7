using Microsoft.Data.Sqlite;
using Thresher.Storage;
using Thresher.Storage.Sqlite;
using Thresher.Tests.Contract;
using Thresher.Web.Urls;

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

    public override async ValueTask LeaveOldAsync(int version, string rows)
    {
        await _store!.DisposeAsync();
        using (var pooled = Pooled())
        {
            SqliteConnection.ClearPool(pooled);
        }

        System.IO.File.Delete(File);
        await RunAsync(string.Join('\n', [.. SchemaScripts.For("Sqlite").Take(version), rows, $"PRAGMA user_version = {version}"]));
        _store = new SqliteStore(File, Time);
    }

    public override string Literal(Hash128 hash) => $"x'{Convert.ToHexString(hash.ToArray())}'";

    public override string Literal(byte[] bytes) => $"x'{Convert.ToHexString(bytes)}'";

    public override async ValueTask RefuseAsync(long? urlId) => await RunAsync(urlId is { } id
        ? $"CREATE TRIGGER refuses BEFORE UPDATE OF accepted_at ON urls WHEN NEW.id = {id} BEGIN SELECT RAISE(ABORT, 'refused'); END"
        : "DROP TRIGGER refuses");

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

        using (var pooled = Pooled())
        {
            SqliteConnection.ClearPool(pooled);
        }

        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>As the store connects.</summary>
    private SqliteConnection Pooled() =>
        new(new SqliteConnectionStringBuilder { DataSource = File, Pooling = true, DefaultTimeout = 30 }.ToString());

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
