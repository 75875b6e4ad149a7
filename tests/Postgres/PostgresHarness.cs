using Npgsql;
using Thresher.Storage;
using Thresher.Storage.Postgres;
using Thresher.Tests.Contract;
using Thresher.Web.Urls;

namespace Thresher.Tests.Postgres;

/// <summary>The cluster's engine on the database of one test class, emptied for each test.</summary>
internal sealed class PostgresHarness(PostgresServer server, string name) : StoreHarness
{
    // All tables of the store, whichever scripts made them: a row left by another test belongs to a crawl of this one by its number.
    private const string Empty =
        """
        DO $$ BEGIN
            EXECUTE (SELECT 'TRUNCATE ' || string_agg(format('%I', tablename), ', ') || ' RESTART IDENTITY'
                     FROM pg_tables WHERE schemaname = current_schema() AND tablename NOT IN ('thresher_schema', 'test_clock') AND tablename NOT LIKE 'orleans%');
        END $$
        """;

    private NpgsqlDataSource? _behind;
    private PostgresStore? _store;

    public override ICrawlStore Store => _store!;

    /// <summary>The database, once open.</summary>
    public string ConnectionString { get; private set; } = "";

    public override bool CountsInStripes => true;

    public override async ValueTask OpenAsync()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        ConnectionString = await server.DatabaseAsync(name);
        _behind = NpgsqlDataSource.Create(ConnectionString + ";Maximum Pool Size=2");
        await ExecuteAsync(Empty);
        await SetClockAsync();
        await ConnectAsync();
    }

    public override async ValueTask CrashAsync()
    {
        await _store!.DisposeAsync();
        await ConnectAsync();
    }

    public override async ValueTask AdvanceAsync(TimeSpan by)
    {
        await base.AdvanceAsync(by);
        await SetClockAsync();
    }

    public override async ValueTask LeaveOldAsync(int version, string rows)
    {
        await DisposeAsync();
        ConnectionString = await server.EmptyDatabaseAsync();
        _behind = NpgsqlDataSource.Create(ConnectionString + ";Maximum Pool Size=2");
        await ExecuteAsync(string.Join(
            '\n',
            [
                .. SchemaScripts.For("Postgres").Take(version),
                rows,
                "CREATE TABLE thresher_schema (part text PRIMARY KEY, version integer NOT NULL);",
                $"INSERT INTO thresher_schema VALUES ('store', {version})",
            ]));
        _store = new PostgresStore(ConnectionString);
    }

    public override string Literal(Hash128 hash) => $"'{Convert.ToHexString(hash.ToArray())}'::uuid";

    public override string Literal(byte[] bytes) => $"'\\x{Convert.ToHexString(bytes)}'::bytea";

    public override ValueTask RefuseAsync(long? urlId) => ExecuteAsync(urlId is { } id
        ? $"ALTER TABLE urls ADD CONSTRAINT refuses CHECK (id <> {id} OR accepted_at = 0)"
        : "ALTER TABLE urls DROP CONSTRAINT refuses");

    public override async ValueTask ExecuteAsync(string sql)
    {
        await using var command = _behind!.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public override async ValueTask<long> CountAsync(string table)
    {
        await using var command = _behind!.CreateCommand($"SELECT count(*) FROM {table}");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public override async ValueTask DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        if (_behind is not null)
        {
            await _behind.DisposeAsync();
        }
    }

    private async Task ConnectAsync()
    {
        _store = new PostgresStore(ConnectionString);
        await _store.InitializeAsync(CancellationToken.None);
    }

    private ValueTask SetClockAsync() => ExecuteAsync($"UPDATE test_clock SET ms = {Time.UnixMs()}");
}
