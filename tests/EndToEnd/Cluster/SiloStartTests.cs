using System.Diagnostics;
using System.Net;
using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb.Database;

namespace Thresher.Tests.EndToEnd.Cluster;

/// <summary>
/// A start that is interrupted, at whatever moment, ends the process in order: the exit code is 0 or 1, there is at most
/// one line on stderr, and no member is left active in the cluster.
/// </summary>
public sealed class SiloStartTests(ITestOutputHelper output)
{
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(60);

    /// <summary>Moments of a start that are seen from outside, and samples of those between: times after the HTTP port answers.</summary>
    private static readonly string[] Moments = ["listens", "200 ms", "asks Orleans' tables", "500 ms", "is listed", "1000 ms", "is active"];

    [Fact]
    public async Task Stop_AtAnyMomentOfTheStart_EndsInOrder()
    {
        await using var database = await DatabaseServer.StartNewAsync();
        await using var neighbour = SiloProcess.Start(database.ConnectionString);
        await neighbour.AnswersAsync("/health/ready", HttpStatusCode.OK);
        foreach (var moment in Moments)
        {
            await using var silo = SiloProcess.Start(database.ConnectionString);
            await ReachesAsync(silo, moment, database);

            var told = Stopwatch.GetTimestamp();
            silo.Process.Signal("TERM");
            await silo.Process.ExitAsync(30);

            var took = Stopwatch.GetElapsedTime(told);
            output.WriteLine($"{moment}: exit code {silo.Process.ExitCode} after {took.TotalMilliseconds:0} ms");
            Assert.True(silo.Process is { ExitCode: 0, Errors: "" }, $"{moment}: {silo.Process.ExitCode}\n{silo.Process.Output}\n{silo.Process.Errors}");
            Assert.Single(await database.ListAsync<int>("SELECT status FROM orleansmembershiptable WHERE status = 3"));
        }
    }

    [Fact]
    public async Task DatabaseGoes_WhileItJoins_EndsWithOneLineOrWaits()
    {
        await using var database = await DatabaseServer.StartNewAsync();
        await using (var first = SiloProcess.Start(database.ConnectionString))
        {
            await first.AnswersAsync("/health/ready", HttpStatusCode.OK);
            first.Process.Signal("TERM");
            await first.Process.ExitAsync();
        }

        foreach (var moment in Moments.Skip(2).Take(3))
        {
            await using var silo = SiloProcess.Start(database.ConnectionString);
            await ReachesAsync(silo, moment, database);

            await database.CrashAsync();
            var gone = Stopwatch.GetTimestamp();
            while (!silo.Process.HasExited && !IsWaiting(silo.Process.Output))
            {
                Assert.True(Stopwatch.GetElapsedTime(gone) < SilenceLimit, $"{moment}: it neither ends nor says that it waits\n{silo.Process.Output}");
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }

            var waits = !silo.Process.HasExited;
            if (waits)
            {
                silo.Process.Signal("TERM");
            }

            await silo.Process.ExitAsync(30);
            output.WriteLine($"{moment}: {(waits ? "waited" : "ended")}, exit code {silo.Process.ExitCode}, {silo.Process.Errors}");
            Assert.True(
                silo.Process.ExitCode == (waits ? 0 : 1) && silo.Process.Errors.Count(c => c == '\n') == (waits ? 0 : 1),
                $"{moment}: {silo.Process.ExitCode}\n{silo.Process.Output}\n{silo.Process.Errors}");
            await database.StartAsync();
        }
    }

    private static bool IsWaiting(string log) =>
        log.Contains("Waiting for the database", StringComparison.Ordinal) || log.Contains("The store has not answered", StringComparison.Ordinal);

    private static async Task ReachesAsync(SiloProcess silo, string moment, PrivatePostgres database)
    {
        if (moment.EndsWith(" ms", StringComparison.Ordinal))
        {
            await silo.AnswersAsync("/health/live", HttpStatusCode.OK);
            await Task.Delay(TimeSpan.FromMilliseconds(int.Parse(moment[..^3], System.Globalization.CultureInfo.InvariantCulture)), TestContext.Current.CancellationToken);
            return;
        }

        switch (moment)
        {
            case "listens":
                await silo.AnswersAsync("/health/live", HttpStatusCode.OK);
                break;
            case "serves":
                await silo.AnswersAsync("/health/ready", HttpStatusCode.OK);
                break;
            default:
                var query = moment switch
                {
                    "asks Orleans' tables" => "SELECT 1 FROM pg_stat_activity WHERE application_name = 'thresher-silo-orleans' AND backend_start > clock_timestamp() - interval '1 second'",
                    "is listed" => $"SELECT 1 FROM orleansmembershiptable WHERE status < 6 AND port = {silo.SiloPort}",
                    _ => $"SELECT 1 FROM orleansmembershiptable WHERE status = 3 AND port = {silo.SiloPort}",
                };
                while ((await database.ListAsync<int>(query)).Count == 0)
                {
                    Assert.False(silo.Process.HasExited, $"It ended before it {moment}.\n{silo.Process.Output}\n{silo.Process.Errors}");
                }

                break;
        }
    }
}
