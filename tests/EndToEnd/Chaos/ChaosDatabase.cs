using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Thresher.Tests.EndToEnd.Rig;

namespace Thresher.Tests.EndToEnd.Chaos;

/// <summary>A PostgreSQL that keeps its promises (fsync on), to be killed and started again.</summary>
public sealed class ChaosDatabase : IAsyncDisposable
{
    private const string Unprivileged = "postgres";
    private const int StartAttempts = 60;
    private static readonly TimeSpan StartPause = TimeSpan.FromMilliseconds(500);

    private readonly TemporaryDirectory _directory = new();
    private readonly string _binaries;
    private readonly int _port;

    private ChaosDatabase(string binaries, int port) => (_binaries, _port) = (binaries, port);

    /// <summary>Connection string of its one database.</summary>
    public string ConnectionString => string.Create(
        CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Username=postgres;Database=postgres;Timeout=5");

    private string Data => _directory.File("data");

    /// <summary>Makes and starts one; skips the test where PostgreSQL is not installed.</summary>
    public static async Task<ChaosDatabase> StartNewAsync(int port)
    {
        var binaries = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(home => Path.Combine(home, "bin"))
                .Where(bin => File.Exists(Path.Combine(bin, "initdb"))).Max()
            : null;
        Assert.SkipWhen(binaries is null, "PostgreSQL is not installed here");
        var database = new ChaosDatabase(binaries!, port);
        if (Environment.IsPrivilegedProcess)
        {
            await ExecuteAsync("chown", [$"{Unprivileged}:", database._directory.Path]);
        }

        await database.RunAsync("initdb", "-D", database.Data, "-U", "postgres", "--auth=trust", "--no-instructions", "-E", "UTF8", "--locale=C.UTF-8");
        await database.StartAsync();
        return database;
    }

    /// <summary>Starts the server. After a kill its last processes may linger for a moment, which is waited out.</summary>
    public async Task StartAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await RunAsync(
                    "pg_ctl", "-D", Data, "-w", "-s", "-l", _directory.File("log"), "-o",
                    string.Create(CultureInfo.InvariantCulture, $"-c listen_addresses=127.0.0.1 -p {_port} -c unix_socket_directories={_directory.Path} -c max_connections=200"),
                    "start");
                return;
            }
            catch (InvalidOperationException) when (attempt < StartAttempts)
            {
                await Task.Delay(StartPause);
            }
        }
    }

    /// <summary>SIGKILL to the server's first process; the others end when they notice.</summary>
    public async Task KillAsync()
    {
        var id = int.Parse((await File.ReadAllLinesAsync(Path.Combine(Data, "postmaster.pid")))[0], CultureInfo.InvariantCulture);
        using var server = Process.GetProcessById(id);
        server.Kill();
        await server.WaitForExitAsync();
    }

    /// <summary>The first column of a query's rows.</summary>
    public async Task<IReadOnlyList<T>> ListAsync<T>(string sql, params object[] values)
    {
        await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await using var rows = await command.ExecuteReaderAsync();
        var list = new List<T>();
        while (await rows.ReadAsync())
        {
            list.Add(rows.GetFieldValue<T>(0));
        }

        return list;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await RunAsync("pg_ctl", "-D", Data, "-m", "immediate", "-w", "-s", "stop");
        }
        catch (InvalidOperationException)
        {
            // It is down already.
        }

        _directory.Dispose();
    }

    private Task RunAsync(string program, params string[] arguments)
    {
        var file = Path.Combine(_binaries, program);
        return Environment.IsPrivilegedProcess
            ? ExecuteAsync("setpriv", [$"--reuid={Unprivileged}", $"--regid={Unprivileged}", "--init-groups", "--reset-env", "--", file, .. arguments])
            : ExecuteAsync(file, arguments);
    }

    private static async Task ExecuteAsync(string file, IEnumerable<string> arguments)
    {
        // Its streams are left alone: the server would hold them open.
        using var process = Process.Start(new ProcessStartInfo(file, arguments) { WorkingDirectory = "/" })!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{file} {string.Join(' ', arguments)} ended with {process.ExitCode}");
        }
    }
}
