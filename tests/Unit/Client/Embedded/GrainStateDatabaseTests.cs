using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Storage;
using Thresher.Client.Embedded;
using Thresher.Grains.States;
using Thresher.Storage;

namespace Thresher.Tests.Unit.Client.Embedded;

/// <summary>The file of grain state: made, brought up to date, set aside.</summary>
public sealed class GrainStateDatabaseTests : IDisposable
{
    private const string State = "domain";

    private static readonly GrainId Host = GrainId.Create("thresher.domain", "127.0.0.1:18471");
    private readonly string _directory = Directory.CreateTempSubdirectory("thresher-grains-").FullName;

    private string DatabaseFile => Path.Combine(_directory, "grains.db");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Prepare_FileOfAnOlderVersion_KeepsItsStates()
    {
        CopyOld();

        Prepare();
        Prepare();

        Assert.Equal(2, Count("PRAGMA user_version"));
        Assert.Equal(3, Count("SELECT count(*) FROM OrleansStorage"));
        Assert.Equal(1795826425972, (await ReadAsync()).State!.NotBefore);
    }

    [Fact]
    public async Task Prepare_StateWithTwoRows_KeepsTheOneWrittenLastAndItCanBeWritten()
    {
        CopyOld();
        Execute(
            """
            INSERT INTO OrleansStorage
            SELECT GrainIdHash, GrainIdN0, GrainIdN1, GrainTypeHash, GrainTypeString, GrainIdExtensionString, ServiceId, '{"NotBefore":7}', ModifiedOn, 1
            FROM OrleansStorage;
            INSERT INTO OrleansStorage
            SELECT GrainIdHash, GrainIdN0, GrainIdN1, GrainTypeHash, GrainTypeString, GrainIdExtensionString, ServiceId, '{"NotBefore":8}', ModifiedOn, 9
            FROM OrleansStorage WHERE Version = 1 AND PayloadBinary = '{"NotBefore":7}'
            """);

        Prepare();

        Assert.Equal(3, Count("SELECT count(*) FROM OrleansStorage"));
        var state = await ReadAsync();
        Assert.Equal(8, state.State!.NotBefore);
        state.State.NotBefore = 10;
        await (await OpenAsync()).WriteStateAsync(State, Host, state);
        Assert.Equal("10", state.ETag);
        Assert.Equal(10, (await ReadAsync()).State!.NotBefore);
    }

    [Fact]
    public async Task Write_SecondOfTwoActivations_IsAConflict()
    {
        Prepare();
        var storage = await OpenAsync();
        var (first, second) = (new GrainState<Remembered>(new Remembered { NotBefore = 1 }), new GrainState<Remembered>(new Remembered { NotBefore = 2 }));

        await storage.WriteStateAsync(State, Host, first);

        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync(State, Host, second));
        var stale = new GrainState<Remembered>(new Remembered(), first.ETag);
        await storage.WriteStateAsync(State, Host, first);
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync(State, Host, stale));
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.ClearStateAsync(State, Host, stale));
        Assert.Equal(1, (await ReadAsync()).State!.NotBefore);
    }

    [Fact]
    public async Task Clear_RemovesTheRow_AndTheStateBeginsAnew()
    {
        Prepare();
        var storage = await OpenAsync();
        var state = new GrainState<Remembered>(new Remembered { NotBefore = 1 });
        await storage.WriteStateAsync(State, Host, state);

        await storage.ClearStateAsync(State, Host, state);

        Assert.Equal(0, Count("SELECT count(*) FROM OrleansStorage"));
        Assert.Equal(0, state.State!.NotBefore);
        await storage.WriteStateAsync(State, Host, state);
        Assert.Equal(1, Count("SELECT count(*) FROM OrleansStorage"));
    }

    [Fact]
    public void Prepare_FileOfANewerVersion_SaysSo()
    {
        Prepare();
        Execute("PRAGMA user_version = 99");

        var failure = Assert.Throws<StoreException>(Prepare);

        Assert.Contains("has version 99, newer than the 2 this program knows", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5000)]
    public async Task Prepare_DamagedFile_IsSetAsideAndBegunAnew(int from)
    {
        CopyOld();
        var bytes = File.ReadAllBytes(DatabaseFile);
        bytes.AsSpan(from).Fill(0xA5);
        File.WriteAllBytes(DatabaseFile, bytes);

        Prepare();

        // The first bytes say how the file is journaled, which is set before the damage shows.
        Assert.Equal(bytes[100..], File.ReadAllBytes(DatabaseFile + ".damaged")[100..]);
        Assert.False((await ReadAsync()).RecordExists);
    }

    private void Prepare() => GrainStateDatabase.Prepare(DatabaseFile, NullLogger.Instance);

    private void CopyOld() => File.Copy(Path.Combine(AppContext.BaseDirectory, "Grains", "States", "Stored", "grains-before-layers.db"), DatabaseFile);

    private async Task<GrainState<Remembered>> ReadAsync()
    {
        var state = new GrainState<Remembered>();
        await (await OpenAsync()).ReadStateAsync(State, Host, state);
        return state;
    }

    private Task<IGrainStorage> OpenAsync() => GrainStateReader.OpenAsync(
        GrainStateDatabase.Invariant, $"Data Source={DatabaseFile}", "thresher-embedded", NullLogger<JsonStateStorage>.Instance, TestContext.Current.CancellationToken, deletes: true);

    private long Count(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={DatabaseFile}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={DatabaseFile}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private sealed class Remembered
    {
        public long NotBefore { get; set; }
    }
}
