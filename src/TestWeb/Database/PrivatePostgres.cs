using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Thresher.TestWeb.Database;

/// <summary>
/// A PostgreSQL server of one's own in a temporary directory, on a free port of the loopback address, gone with its
/// disposal. The server refuses to run as root, so there it runs as the user postgres.
/// </summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private const string Unprivileged = "postgres";
    private readonly string _binaries;
    private readonly string _directory = Directory.CreateTempSubdirectory("thresher-postgres-").FullName;

    private PrivatePostgres(string binaries) => _binaries = binaries;

    /// <summary>Connection string of its one database.</summary>
    public string ConnectionString => string.Create(
        CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Username=postgres;Database=postgres;Timeout=5");

    private int Port { get; } = FreePort();

    private string Data => Path.Combine(_directory, "data");

    /// <summary>Makes and starts one; null where PostgreSQL's server is not installed.</summary>
    /// <exception cref="InvalidOperationException">One of its programs failed.</exception>
    public static async Task<PrivatePostgres?> TryStartAsync(CancellationToken cancellation)
    {
        if (Find() is not { } binaries)
        {
            return null;
        }

        var server = new PrivatePostgres(binaries);
        try
        {
            if (Environment.IsPrivilegedProcess)
            {
                await ExecuteAsync("chown", [$"{Unprivileged}:", server._directory], cancellation);
            }

            await server.RunAsync(
                ["initdb", "-D", server.Data, "-U", "postgres", "--auth=trust", "--no-instructions", "-E", "UTF8", "--locale=C.UTF-8"], cancellation);
            var options = string.Create(
                CultureInfo.InvariantCulture, $"-c listen_addresses=127.0.0.1 -p {server.Port} -c unix_socket_directories={server._directory} -c max_connections=200");
            await server.RunAsync(["pg_ctl", "-D", server.Data, "-w", "-s", "-l", Path.Combine(server._directory, "log"), "-o", options, "start"], cancellation);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
        {
            await RunAsync(["pg_ctl", "-D", Data, "-m", "immediate", "-w", "-s", "stop"], CancellationToken.None);
        }

        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>The newest of those that Debian's packages install, else what the path holds.</summary>
    private static string? Find()
    {
        const string Debian = "/usr/lib/postgresql";
        var installed = Directory.Exists(Debian)
            ? Directory.EnumerateDirectories(Debian).OrderDescending().Select(version => Path.Combine(version, "bin"))
            : [];
        return installed
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .FirstOrDefault(directory => File.Exists(Path.Combine(directory, "initdb")));
    }

    private Task RunAsync(string[] command, CancellationToken cancellation)
    {
        var program = Path.Combine(_binaries, command[0]);
        return Environment.IsPrivilegedProcess
            ? ExecuteAsync("setpriv", [$"--reuid={Unprivileged}", $"--regid={Unprivileged}", "--init-groups", "--reset-env", "--", program, .. command[1..]], cancellation)
            : ExecuteAsync(program, command[1..], cancellation);
    }

    private static async Task ExecuteAsync(string program, string[] arguments, CancellationToken cancellation)
    {
        // The server inherits what its starter has: a pipe to us would never end, and our terminal is not its own.
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >/dev/null 2>&1 </dev/null", "sh", program, .. arguments]))!;
        await process.WaitForExitAsync(cancellation);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
