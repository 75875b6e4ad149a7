using System.Diagnostics;
using System.Globalization;

namespace Thresher.Tests.EndToEnd.Rig;

/// <summary>A PostgreSQL of the test's own, which it may start late, stop and start again. Runs as postgres under root.</summary>
public sealed class DatabaseServer : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly string _binaries;
    private bool _runs;

    private DatabaseServer(string binaries)
    {
        _binaries = binaries;
        Port = FreePort.Take(1)[0];
    }

    /// <summary>Port on the loopback address.</summary>
    public int Port { get; }

    /// <summary>Connection string of its one database.</summary>
    public string ConnectionString => string.Create(
        CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Username=postgres;Database=postgres");

    private string Data => _directory.File("data");

    /// <summary>Makes a server that does not run yet; skips the test where no PostgreSQL is installed.</summary>
    public static async Task<DatabaseServer> CreateAsync()
    {
        var binaries = Find();
        Assert.SkipWhen(binaries is null, "PostgreSQL is not installed here (initdb was not found)");
        var server = new DatabaseServer(binaries!);
        if (IsRoot)
        {
            await ExecuteAsync("chown", "postgres:", server._directory.Path);
        }

        await server.RunAsync("initdb", "-D", server.Data, "-U", "postgres", "--auth=trust", "--no-sync", "--no-instructions", "-E", "UTF8", "--locale=C.UTF-8");
        return server;
    }

    /// <summary>Makes a server and starts it.</summary>
    public static async Task<DatabaseServer> StartNewAsync()
    {
        var server = await CreateAsync();
        await server.StartAsync();
        return server;
    }

    /// <summary>Starts it.</summary>
    public async Task StartAsync()
    {
        await RunAsync(
            "pg_ctl", "-D", Data, "-w", "-s", "-l", _directory.File("log"), "-o",
            string.Create(CultureInfo.InvariantCulture, $"-c listen_addresses=127.0.0.1 -p {Port} -c unix_socket_directories={_directory.Path} -c shared_buffers=64MB"),
            "start");
        _runs = true;
    }

    /// <summary>Ends it as a crash would.</summary>
    public async Task CrashAsync()
    {
        await RunAsync("pg_ctl", "-D", Data, "-m", "immediate", "-w", "-s", "stop");
        _runs = false;
    }

    public async ValueTask DisposeAsync()
    {
        if (_runs)
        {
            await CrashAsync();
        }

        _directory.Dispose();
    }

    private static bool IsRoot => Environment.UserName == "root";

    private static string? Find()
    {
        var debian = Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql").OrderDescending().Select(version => Path.Combine(version, "bin"))
            : [];
        return debian
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .FirstOrDefault(directory => File.Exists(Path.Combine(directory, "initdb")));
    }

    private Task RunAsync(string program, params string[] arguments)
    {
        var path = Path.Combine(_binaries, program);
        return IsRoot
            ? ExecuteAsync("setpriv", ["--reuid=postgres", "--regid=postgres", "--init-groups", "--reset-env", "--", path, .. arguments])
            : ExecuteAsync(path, arguments);
    }

    private static async Task ExecuteAsync(string program, params string[] arguments)
    {
        // The server inherits what its starter has, so its output must not be a pipe that is read to the end.
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >/dev/null 2>&1 </dev/null", "sh", program, .. arguments]))!;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }
}
