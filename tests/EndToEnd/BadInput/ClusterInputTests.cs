using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb;
using Thresher.TestWeb.Database;

namespace Thresher.Tests.EndToEnd.BadInput;

/// <summary>
/// What can be wrong about a cluster's database and a silo's addresses: for the silo and for the console one line that
/// names the thing and the remedy, an exit code, nothing done.
/// </summary>
public sealed class ClusterInputTests
{
    private const string Password = "right";

    [Theory]
    [InlineData("Host=db;Port=x", 2, "the cluster's connection string cannot be read")]
    [InlineData("Username=u", 2, "names no Host")]
    public async Task Run_UnusableConnectionString_SaysHowItLooks(string connection, int code, string part)
    {
        await SiloEndsAsync(connection, code, part);
        await ConsoleEndsAsync(connection, code, part);
    }

    [Theory]
    [InlineData("Password", "wrong", "refuses user postgres: check user name and password")]
    [InlineData("Username", "nobody", "refuses user nobody: check user name and password")]
    [InlineData("Database", "nosuch", "has no database nosuch: create it, or name another")]
    public async Task Run_DatabaseRefuses_SaysWhatToCorrect(string setting, string value, string part)
    {
        await using var server = await DatabaseServer.StartNewAsync(new PrivatePostgresOptions { Password = Password });
        var connection = new NpgsqlConnectionStringBuilder(server.ConnectionString) { [setting] = value }.ConnectionString;

        await SiloEndsAsync(connection, 1, part);
        await ConsoleEndsAsync(connection, 1, part);
    }

    [Fact]
    public async Task Run_SchemaOfANewerVersion_AsksForANewerProgramAndChangesNothing()
    {
        await using var server = await DatabaseServer.StartNewAsync();
        await using (var silo = SiloProcess.Start(server.ConnectionString))
        {
            await silo.AnswersAsync("/health/ready", HttpStatusCode.OK);
        }

        await server.ListAsync<int>("UPDATE thresher_schema SET version = 99 WHERE part = 'store' RETURNING version");

        await SiloEndsAsync(server.ConnectionString, 1, "has schema version 99, newer than the");
        await ConsoleEndsAsync(server.ConnectionString, 1, "has schema version 99, newer than the");
        Assert.Equal([99], await server.ListAsync<int>("SELECT version FROM thresher_schema WHERE part = 'store'"));
    }

    [Fact]
    public async Task Status_DatabaseAway_SaysSoAtOnce() =>
        await ConsoleEndsAsync("Host=127.0.0.1;Port=1;Username=u;Database=d", 1, "PostgreSQL at 127.0.0.1:1 cannot be reached", ["status"]);

    [Fact]
    public async Task Seed_BeforeAnySilo_WaitsForOneAndGoesOn()
    {
        await using var server = await DatabaseServer.CreateAsync();
        await using var seed = ThresherProcess.Start("seed", "early", "--create", "http://h/", "--cluster", server.ConnectionString);
        await seed.SaysAsync("waiting for at most 60 s: PostgreSQL at 127.0.0.1");

        await server.StartAsync();
        await using var silo = SiloProcess.Start(server.ConnectionString);
        await seed.ExitAsync();

        Assert.True(seed.ExitCode == 0, seed.Errors);
        Assert.Contains("early: 1 added", seed.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--silo-port")]
    [InlineData("--gateway-port")]
    public async Task Start_PortTaken_NamesItAndJoinsNothing(string option)
    {
        await using var server = await DatabaseServer.StartNewAsync();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var taken = ((IPEndPoint)other.LocalEndpoint).Port;

        string[] ports = [.. FreePort.Take(3).Select(port => port.ToString(CultureInfo.InvariantCulture))];
        ports[option == "--silo-port" ? 0 : 1] = taken.ToString(CultureInfo.InvariantCulture);

        await using var silo = ThresherProcess.StartOther(
            "src/Silo", "thresher-silo.dll", "--cluster", server.ConnectionString, "--silo-port", ports[0], "--gateway-port", ports[1], "--http-port", ports[2]);
        await silo.ExitAsync();

        AssertOneLine(silo, "thresher-silo: ", 1, $"127.0.0.1:{taken} cannot be listened on (Address already in use): end the program that has it, or choose another {option}");
        Assert.Equal([0L], await server.ListAsync<long>("SELECT count(*) FROM orleansmembershiptable"));
    }

    [Fact]
    public async Task Start_AddressOfAnotherMachine_NamesItAndJoinsNothing()
    {
        await using var server = await DatabaseServer.StartNewAsync();

        await SiloEndsAsync(server.ConnectionString, 1, "192.0.2.1 is not an address of this machine: name one of its own with --advertise", "--advertise", "192.0.2.1");

        Assert.Equal([0L], await server.ListAsync<long>("SELECT count(*) FROM orleansmembershiptable"));
    }

    private static async Task SiloEndsAsync(string connection, int code, string part, params string[] more)
    {
        await using var silo = SiloProcess.Start(connection, null, more);
        await silo.Process.ExitAsync();
        AssertOneLine(silo.Process, "thresher-silo: ", code, part);
        Assert.DoesNotContain("serves in cluster", silo.Process.Output, StringComparison.Ordinal);
    }

    private static async Task ConsoleEndsAsync(string connection, int code, string part, params string[] command)
    {
        string[][] commands = command.Length > 0 ? [command] : [["status"], ["seed", "c", "--create", "http://h/"]];
        foreach (var words in commands)
        {
            await using var console = await ThresherProcess.RunAsync([.. words, "--cluster", connection]);
            AssertOneLine(console, "thresher: ", code, part);
        }
    }

    private static void AssertOneLine(ThresherProcess process, string start, int code, string part)
    {
        var line = Assert.Single(process.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith(start, line, StringComparison.Ordinal);
        Assert.Contains(part, line, StringComparison.Ordinal);
        Assert.Equal(code, process.ExitCode);
    }
}
