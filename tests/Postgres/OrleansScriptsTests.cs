using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Orleans.Storage;
using Thresher.Grains.Configuration;
using Thresher.Grains.States;
using Thresher.Storage;
using Thresher.Storage.Postgres;

namespace Thresher.Tests.Postgres;

/// <summary>Orleans' tables of a database that an earlier version made, and Orleans' own packages on them after the upgrade.</summary>
public sealed class OrleansScriptsTests(PostgresServer server)
{
    private static readonly GrainId Host = GrainId.Create("thresher.domain", "127.0.0.1:18471");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Upgrade_StatesOfAnEarlierVersion_AreReadAndWritten()
    {
        var database = await EarlierAsync();

        var state = await ReadAsync(database);

        Assert.Equal(1795826425972, state.State!.NotBefore);
        state.State.NotBefore = 5;
        await (await OpenAsync(database)).WriteStateAsync("domain", Host, state);
        Assert.Equal(5, (await ReadAsync(database)).State!.NotBefore);
    }

    [Fact]
    public async Task Upgrade_StateWithTwoRows_KeepsTheOneWrittenLast()
    {
        var database = await EarlierAsync(
            """
            DROP INDEX orleansstorage_one_state;
            INSERT INTO orleansstorage
            SELECT grainidhash, grainidn0, grainidn1, graintypehash, graintypestring, grainidextensionstring, serviceid, '{"NotBefore":8}', modifiedon, 9
            FROM orleansstorage
            """);

        var state = await ReadAsync(database);

        Assert.Equal(8, state.State!.NotBefore);
        Assert.Equal(1L, await ScalarAsync(database, "SELECT count(*) FROM orleansstorage"));
        await (await OpenAsync(database)).WriteStateAsync("domain", Host, state);
        Assert.Equal("10", state.ETag);
    }

    [Fact]
    public async Task Write_SecondOfTwoActivations_IsAConflict()
    {
        var database = await NewAsync();
        var storage = await OpenAsync(database);
        var (first, second) = (new GrainState<Remembered>(new Remembered()), new GrainState<Remembered>(new Remembered()));

        await storage.WriteStateAsync("domain", Host, first);

        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("domain", Host, second));
        var stale = new GrainState<Remembered>(new Remembered(), first.ETag);
        await storage.WriteStateAsync("domain", Host, first);
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("domain", Host, stale));
        await storage.ClearStateAsync("domain", Host, first);
        Assert.Equal(0L, await ScalarAsync(database, "SELECT count(*) FROM orleansstorage"));
    }

    [Fact]
    public async Task Membership_WrittenAgainstAnOlderTable_ChangesNothing()
    {
        var table = await ClusterConnection.Parse(await NewAsync()).OpenMembershipAsync(Cancel);
        var seen = (await table.ReadAllAsync(Cancel)).Version;
        Assert.True(await table.InsertRowAsync(Entry(1, SiloStatus.Active), seen.Next(), Cancel));

        Assert.False(await table.InsertRowAsync(Entry(2, SiloStatus.Active), seen.Next(), Cancel));
        Assert.False(await table.InsertRowAsync(Entry(1, SiloStatus.Active), (await table.ReadAllAsync(Cancel)).Version.Next(), Cancel));
        Assert.False(await table.UpdateRowAsync(Entry(1, SiloStatus.Dead), "", seen.Next(), Cancel));

        var (entry, etag) = Assert.Single((await table.ReadAllAsync(Cancel)).Members);
        Assert.Equal(SiloStatus.Active, entry.Status);
        entry.Status = SiloStatus.Dead;
        Assert.True(await table.UpdateRowAsync(entry, etag, (await table.ReadAllAsync(Cancel)).Version.Next(), Cancel));
        Assert.Equal(SiloStatus.Dead, Assert.Single((await table.ReadAllAsync(Cancel)).Members).Item1.Status);
    }

    [Fact]
    public async Task Membership_SignOfLifeThatComesLate_DoesNotMakeTheSiloOlder()
    {
        var table = await ClusterConnection.Parse(await NewAsync()).OpenMembershipAsync(Cancel);
        var entry = Entry(1, SiloStatus.Active);
        await table.InsertRowAsync(entry, (await table.ReadAllAsync(Cancel)).Version.Next(), Cancel);
        var alive = entry.IAmAliveTime;

        entry.IAmAliveTime = alive.AddMinutes(-1);
        await table.UpdateIAmAliveAsync(entry, Cancel);
        Assert.Equal(alive, Assert.Single((await table.ReadAllAsync(Cancel)).Members).Item1.IAmAliveTime);

        entry.IAmAliveTime = alive.AddMinutes(1);
        await table.UpdateIAmAliveAsync(entry, Cancel);
        Assert.Equal(alive.AddMinutes(1), Assert.Single((await table.ReadAllAsync(Cancel)).Members).Item1.IAmAliveTime);
    }

    [Fact]
    public async Task Membership_CleanedUp_LosesOnlyTheDeadOfLongAgo()
    {
        var table = await ClusterConnection.Parse(await NewAsync()).OpenMembershipAsync(Cancel);
        var longAgo = TimeSpan.FromDays(-8);
        foreach (var entry in new[] { Entry(1, SiloStatus.Dead, longAgo), Entry(2, SiloStatus.Active, longAgo), Entry(3, SiloStatus.Dead) })
        {
            Assert.True(await table.InsertRowAsync(entry, (await table.ReadAllAsync(Cancel)).Version.Next(), Cancel));
        }

        await table.CleanupDefunctSiloEntriesAsync(new DateTimeOffset(Now, TimeSpan.Zero).AddDays(-7), Cancel);

        Assert.Equal([2, 3], (await table.ReadAllAsync(Cancel)).Members.Select(row => row.Item1.SiloAddress.Generation).Order());
    }

    private static DateTime Now => new(2026, 11, 27, 0, 0, 0, DateTimeKind.Utc);

    private static MembershipEntry Entry(int generation, SiloStatus status, TimeSpan ago = default) => new()
    {
        SiloAddress = SiloAddress.New(IPAddress.Loopback, 11111, generation),
        SiloName = "silo",
        HostName = "host",
        Status = status,
        StartTime = Now + ago,
        IAmAliveTime = Now + ago,
    };

    /// <summary>A database as version 1 of Orleans' part left it, with a row that Orleans' own serializer wrote, upgraded.</summary>
    private async Task<string> EarlierAsync(string more = "")
    {
        var database = await DatabaseAsync();
        await ScalarAsync(
            database,
            OrleansScripts.Read("PostgreSQL-Main") + OrleansScripts.Read("PostgreSQL-Clustering") + OrleansScripts.Read("PostgreSQL-Persistence")
            + """
            CREATE UNIQUE INDEX orleansstorage_one_state ON orleansstorage
                (grainidhash, grainidn0, grainidn1, graintypehash, graintypestring, grainidextensionstring, serviceid) NULLS NOT DISTINCT;
            CREATE TABLE thresher_schema (part text PRIMARY KEY, version integer NOT NULL);
            INSERT INTO thresher_schema VALUES ('orleans', 1);
            INSERT INTO orleansstorage VALUES (-1348780237, 0, 0, -250329311, 'domain', '127.0.0.1:18471', 'thresher',
                '{"$id":"1","$type":"Thresher.Frontier.DomainState, Thresher.Grains","Robots":{"$id":"2","$type":"System.Collections.Generic.Dictionary`2[[System.String, System.Private.CoreLib],[Thresher.Frontier.RobotsRecord, Thresher.Grains]], System.Private.CoreLib"},"NotBefore":1795826425972,"FailuresInARow":1}',
                '2026-11-27 00:47:05', 2);
            """
            + more);
        return await InitializedAsync(database);
    }

    private async Task<string> NewAsync() => await InitializedAsync(await DatabaseAsync());

    private async Task<string> DatabaseAsync()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        return await server.EmptyDatabaseAsync();
    }

    private static async Task<string> InitializedAsync(string database)
    {
        await using var store = new PostgresStore(database);
        await store.InitializeAsync(Cancel);
        return database;
    }

    private static async Task<GrainState<Remembered>> ReadAsync(string database)
    {
        var state = new GrainState<Remembered>();
        await (await OpenAsync(database)).ReadStateAsync("domain", Host, state);
        return state;
    }

    private static Task<IGrainStorage> OpenAsync(string database) => GrainStateReader.OpenAsync(
        ClusterConnection.Invariant, database + ";Pooling=false", "thresher", NullLogger<JsonStateStorage>.Instance, Cancel, deletes: true);

    private static async Task<object?> ScalarAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancel);
    }

    private sealed class Remembered
    {
        public long NotBefore { get; set; }
    }
}
