using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Thresher.Tests.EndToEnd.Rig;

namespace Thresher.Tests.EndToEnd.Cluster;

/// <summary>A silo from its start to its end, as a process on a PostgreSQL of its own.</summary>
public sealed class SiloLifeTests
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Start_DatabaseComesLater_WaitsAndThenServes()
    {
        await using var database = await DatabaseServer.CreateAsync();
        await using var silo = SiloProcess.Start(database.ConnectionString);
        await silo.LogsAsync("Waiting for the database");
        Assert.Equal(HttpStatusCode.OK, (await silo.GetAsync("/health/live")).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await silo.GetAsync("/health/ready")).Status);

        await database.StartAsync();

        await silo.AnswersAsync("/health/ready", HttpStatusCode.OK);
    }

    [Fact]
    public async Task Stop_WhileItWaitsForTheDatabase_Ends()
    {
        await using var database = await DatabaseServer.CreateAsync();
        await using var silo = SiloProcess.Start(database.ConnectionString);
        await silo.LogsAsync("Waiting for the database");

        silo.Process.Signal("TERM");
        await silo.Process.ExitAsync();

        Assert.Equal(0, silo.Process.ExitCode);
    }

    [Fact]
    public async Task Start_HttpPortTaken_EndsBeforeItJoins()
    {
        await using var database = await DatabaseServer.StartNewAsync();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var taken = ((IPEndPoint)other.LocalEndpoint).Port;
        await using var silo = SiloProcess.Start(database.ConnectionString, taken);

        await silo.Process.ExitAsync();

        Assert.Equal(1, silo.Process.ExitCode);
        Assert.Contains($"127.0.0.1:{taken} cannot be listened on", silo.Process.Errors, StringComparison.Ordinal);
        Assert.Equal(1, silo.Process.Errors.Count(c => c == '\n'));
        Assert.DoesNotContain("serves in cluster", silo.Process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OtherClusterOnTheDatabase_EndsWithOneLine()
    {
        await using var database = await DatabaseServer.StartNewAsync();
        await using var first = SiloProcess.Start(database.ConnectionString);
        await first.AnswersAsync("/health/ready", HttpStatusCode.OK);
        await using var second = SiloProcess.Start(database.ConnectionString, null, "--cluster-id", "other");

        await second.Process.ExitAsync();

        Assert.Equal(1, second.Process.ExitCode);
        Assert.Contains("serves the cluster 'thresher', not 'other'", second.Process.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_WithANeighbour_EndsWithinFiveSecondsAndLeaves()
    {
        await using var database = await DatabaseServer.StartNewAsync();
        await using var stays = SiloProcess.Start(database.ConnectionString);
        await stays.AnswersAsync("/health/ready", HttpStatusCode.OK);
        await using var goes = SiloProcess.Start(database.ConnectionString);
        await goes.AnswersAsync("/health/ready", HttpStatusCode.OK);
        await stays.ReadsAsync("/health", "\"activeSilos\":2");

        var told = Stopwatch.GetTimestamp();
        goes.Process.Signal("TERM");
        await goes.Process.ExitAsync();

        Assert.InRange(Stopwatch.GetElapsedTime(told), TimeSpan.Zero, StopLimit);
        Assert.True(goes.Process.ExitCode == 0, $"{goes.Process.ExitCode}\n{goes.Process.Output}\n{goes.Process.Errors}");
        await stays.ReadsAsync("/health", "\"activeSilos\":1");
    }

    [Fact]
    public async Task Stop_DatabaseGone_EndsWithinFiveSeconds()
    {
        await using var database = await DatabaseServer.StartNewAsync();
        await using var silo = SiloProcess.Start(database.ConnectionString);
        await silo.AnswersAsync("/health/ready", HttpStatusCode.OK);
        await database.CrashAsync();
        await silo.LogsAsync("The store has not answered");
        Assert.Equal(HttpStatusCode.OK, (await silo.GetAsync("/health/live")).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await silo.GetAsync("/api/crawls")).Status);

        var told = Stopwatch.GetTimestamp();
        silo.Process.Signal("TERM");
        await silo.Process.ExitAsync();

        Assert.InRange(Stopwatch.GetElapsedTime(told), TimeSpan.Zero, StopLimit);
    }

    [Fact]
    public async Task Run_DatabaseCrashesAndComesBack_GoesOn()
    {
        await using var database = await DatabaseServer.StartNewAsync();
        await using var silo = SiloProcess.Start(database.ConnectionString);
        await silo.AnswersAsync("/health/ready", HttpStatusCode.OK);

        await database.CrashAsync();
        await silo.LogsAsync("The store has not answered");
        await database.StartAsync();

        await silo.LogsAsync("The store answers again");
        await silo.AnswersAsync("/api/crawls", HttpStatusCode.OK);
    }
}
