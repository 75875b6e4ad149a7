using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using Thresher.Client.Embedded;
using Thresher.Grains.States;

namespace Thresher.Tests.Unit.Grains.States;

/// <summary>Grain state on a file that a version before 2026-11-27 wrote, whose states name types that are no more.</summary>
public sealed class JsonStateStorageTests : IDisposable
{
    private const string State = "domain";

    private static readonly GrainId Host = GrainId.Create("thresher.domain", "127.0.0.1:18471");
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"grains-{Guid.NewGuid():N}.db");
    private readonly Lines _lines = new();

    public JsonStateStorageTests() => File.Copy(Path.Combine(AppContext.BaseDirectory, "Grains", "States", "Stored", "grains-before-layers.db"), _file);

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        File.Delete(_file);
    }

    [Fact]
    public async Task ReadState_WrittenByAnOlderVersion_IsAllThere()
    {
        var read = await ReadAsync<OldDomain>();

        Assert.True(read.RecordExists);
        Assert.Equal(1795826425972, read.State!.NotBefore);
        Assert.Equal(1, read.State!.FailuresInARow);
        Assert.Equal(1795826825643, read.State!.Robots["http"].ExpiresAt);
        Assert.EndsWith("# über\n", System.Text.Encoding.UTF8.GetString(read.State!.Robots["http"].Body));
        Assert.Empty(_lines.Written);
    }

    [Fact]
    public async Task WriteState_OverAnOlderVersions_IsReadAgain()
    {
        var storage = await OpenAsync();
        var state = await ReadAsync<OldDomain>();
        state.State!.FailuresInARow = 5;

        await storage.WriteStateAsync(State, Host, state);

        var again = await ReadAsync<OldDomain>();
        Assert.Equal(5, again.State!.FailuresInARow);
        Assert.Equal(state.State!.Robots["http"].Body, again.State!.Robots["http"].Body);
    }

    [Fact]
    public async Task ReadState_CutOff_IsToldInOneLineAndBegunAnewInItsRow()
    {
        Execute("UPDATE OrleansStorage SET PayloadBinary = substr(PayloadBinary, 1, 100)");

        var read = await ReadAsync<OldDomain>();

        Assert.Equal(0, read.State!.NotBefore);
        var line = Assert.Single(_lines.Written);
        Assert.Contains("'domain' of grain thresher.domain/127.0.0.1:18471 cannot be read", line);
        Assert.DoesNotContain('\n', line);

        read.State!.NotBefore = 9;
        await (await OpenAsync()).WriteStateAsync(State, Host, read);
        Assert.Equal(9, (await ReadAsync<OldDomain>()).State!.NotBefore);
    }

    [Fact]
    public async Task ClearState_LeavesNone()
    {
        var state = await ReadAsync<OldDomain>();

        await (await OpenAsync()).ClearStateAsync(State, Host, state);

        Assert.False(state.RecordExists);
        Assert.False((await ReadAsync<OldDomain>()).RecordExists);
    }

    private async Task<GrainState<T>> ReadAsync<T>()
    {
        var state = new GrainState<T>();
        await (await OpenAsync()).ReadStateAsync(State, Host, state);
        return state;
    }

    private Task<IGrainStorage> OpenAsync() => GrainStateReader.OpenAsync(
        GrainStateDatabase.Invariant, $"Data Source={_file}", "thresher-embedded", _lines, TestContext.Current.CancellationToken);

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_file}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private sealed class OldDomain
    {
        public Dictionary<string, OldRobots> Robots { get; set; } = [];

        public long NotBefore { get; set; }

        public int FailuresInARow { get; set; }
    }

    private sealed class OldRobots
    {
        public byte[] Body { get; set; } = [];

        public long ExpiresAt { get; set; }
    }

    private sealed class Lines : ILogger<JsonStateStorage>
    {
        public List<string> Written { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Add(formatter(state, exception));
    }
}
