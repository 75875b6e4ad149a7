using System.Diagnostics;
using System.Net;
using Npgsql;
using Thresher.Tests.EndToEnd.Rig;

namespace Thresher.Tests.EndToEnd.Cluster;

/// <summary>A console that seeds a file while the silo that has its call dies.</summary>
public sealed class SeedThroughDeathTests(ITestOutputHelper output)
{
    private const int Seeds = 40_000;

    /// <summary>On an idle machine it takes a second; the call's time limit, which it must not wait for, is 5 minutes.</summary>
    private static readonly TimeSpan StandstillLimit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Seed_SiloIsKilledWithABatch_GoesOnAtAnother()
    {
        await using var database = await DatabaseServer.StartNewAsync();
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "seeds.txt");
        await File.WriteAllLinesAsync(file, Enumerable.Range(0, Seeds).Select(i => $"http://127.0.0.1:9/{i}"), TestContext.Current.CancellationToken);
        await using var dies = SiloProcess.Start(database.ConnectionString);
        await dies.AnswersAsync("/health/ready", HttpStatusCode.OK);
        await using var seeding = ThresherProcess.Start(
            "seed", "web", "--create", "--file", file, "--cluster", database.ConnectionString, "--allow-private");
        await UntilAsync(async () => await AcceptedAsync(database.ConnectionString) > 0, seeding, "the first seeds");

        // The console knows one silo: its calls are there when it dies, held up by the table's lock.
        await using var connection = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var holdUp = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var command = new NpgsqlCommand("LOCK TABLE urls IN SHARE MODE", connection, holdUp))
        {
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await using var lives = SiloProcess.Start(database.ConnectionString);
        await lives.AnswersAsync("/health/ready", HttpStatusCode.OK);
        Assert.False(seeding.HasExited, "It ended before its silo was killed: give it more seeds.");
        var before = await AcceptedAsync(database.ConnectionString);

        var killed = Stopwatch.GetTimestamp();
        await dies.Process.KillAsync();
        await holdUp.RollbackAsync(TestContext.Current.CancellationToken);
        await UntilAsync(async () => await AcceptedAsync(database.ConnectionString) > before, seeding, "more seeds");
        var stoodStill = Stopwatch.GetElapsedTime(killed);

        output.WriteLine($"stood still for {stoodStill.TotalMilliseconds:0} ms");
        Assert.InRange(stoodStill, TimeSpan.Zero, StandstillLimit);
        await seeding.ExitAsync();
        Assert.True(seeding.ExitCode == 0, seeding.Errors);
        Assert.Equal(Seeds, await AcceptedAsync(database.ConnectionString));
    }

    private static async Task UntilAsync(Func<Task<bool>> holds, ThresherProcess seeding, string what)
    {
        while (!await holds())
        {
            Assert.False(seeding.HasExited, $"The console ended while waiting for {what}.\n{seeding.Output}\n{seeding.Errors}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<long> AcceptedAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT count(*) FROM urls", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
