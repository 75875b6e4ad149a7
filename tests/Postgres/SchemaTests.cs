using Npgsql;
using Thresher.Storage;
using Thresher.Storage.Postgres;

namespace Thresher.Tests.Postgres;

/// <summary>Creating and upgrading the schema.</summary>
public sealed class SchemaTests(PostgresServer server)
{
    private static readonly int Known = SchemaScripts.For("Postgres").Count;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Initialize_SeveralSilosAtOnce_AppliesOnce()
    {
        var database = await DatabaseAsync();
        var stores = Enumerable.Range(0, 4).Select(_ => new PostgresStore(database)).ToList();

        await Task.WhenAll(stores.Select(store => store.InitializeAsync(Cancel)));

        Assert.Equal($"orleans 2, store {Known}", await ScalarAsync(database, "SELECT string_agg(part || ' ' || version, ', ' ORDER BY part) FROM thresher_schema"));
        Assert.NotEqual(0L, await ScalarAsync(database, "SELECT count(*) FROM orleansquery"));
        foreach (var store in stores)
        {
            await store.DisposeAsync();
        }
    }

    [Fact]
    public async Task Initialize_NewerSchema_SaysSo()
    {
        var database = await DatabaseAsync();
        await using var store = new PostgresStore(database);
        await store.InitializeAsync(Cancel);
        await ScalarAsync(database, "UPDATE thresher_schema SET version = 99 WHERE part = 'store'");

        foreach (var open in new[] { store.InitializeAsync, (Func<CancellationToken, Task>)store.OpenToReadAsync })
        {
            var failure = await Assert.ThrowsAsync<StoreException>(() => open(Cancel));

            Assert.EndsWith($"has schema version 99, newer than the {Known} this program knows: use a newer Thresher", failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', failure.Message);
            Assert.False(failure.IsTransient);
        }
    }

    [Fact]
    public async Task Initialize_NewerTablesOfOrleans_SaysSo()
    {
        var database = await DatabaseAsync();
        await using var store = new PostgresStore(database);
        await store.InitializeAsync(Cancel);
        await ScalarAsync(database, "UPDATE thresher_schema SET version = 99 WHERE part = 'orleans'");

        var failure = await Assert.ThrowsAsync<StoreException>(() => store.InitializeAsync(Cancel));

        Assert.EndsWith("has version 99 of Orleans' tables, newer than the 2 this program knows: use a newer Thresher", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Initialize_OrleansScriptsRunByHand_AddsOnlyTheKey()
    {
        var database = await DatabaseAsync();
        await ScalarAsync(database, SchemaScripts.Read("Orleans.PostgreSQL-Main.sql") + SchemaScripts.Read("Orleans.PostgreSQL-Persistence.sql"));
        await using var store = new PostgresStore(database);

        await store.InitializeAsync(Cancel);

        Assert.Equal(true, await ScalarAsync(database, "SELECT indisunique FROM pg_index WHERE indexrelid = 'orleansstorage_one_state'::regclass"));
    }

    [Fact]
    public async Task OrleansStorage_SameGrainTwice_IsRefused()
    {
        var database = await DatabaseAsync();
        await using var store = new PostgresStore(database);
        await store.InitializeAsync(Cancel);
        const string insert = """
            INSERT INTO orleansstorage (grainidhash, grainidn0, grainidn1, graintypehash, graintypestring, grainidextensionstring, serviceid, modifiedon)
            VALUES (1, 2, 3, 4, 'type', NULL, 'service', now())
            """;
        await ScalarAsync(database, insert);

        var failure = await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync(database, insert));

        Assert.Equal(PostgresErrorCodes.UniqueViolation, failure.SqlState);
    }

    private async Task<string> DatabaseAsync()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        return await server.EmptyDatabaseAsync();
    }

    private static async Task<object?> ScalarAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancel);
    }
}
