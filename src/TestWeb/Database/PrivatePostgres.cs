using System.Diagnostics;
using System.Globalization;

namespace Thresher.TestWeb.Database;

/// <summary>
/// A private PostgreSQL server in a temporary directory, on a free port, deleted on disposal. It can be started later,
/// killed, and started again.
/// </summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private const int StartAttempts = 60;
    private static readonly TimeSpan StartPause = TimeSpan.FromMilliseconds(500);

    private readonly PostgresPrograms _programs;
    private readonly PrivatePostgresOptions _options;
    private readonly string _directory = Directory.CreateTempSubdirectory("thresher-postgres-").FullName;
    private bool _wasKilled;

    private PrivatePostgres(PostgresPrograms programs, PrivatePostgresOptions options) => (_programs, _options) = (programs, options);

    /// <summary>Port that it listens on when it runs.</summary>
    public int Port { get; } = FreePort.Take(1)[0];

    /// <summary>Connection string of its first database.</summary>
    public string ConnectionString => ConnectionStringOf("postgres");

    private string Data => Path.Combine(_directory, "data");

    private string LockFile => Path.Combine(Data, "postmaster.pid");

    /// <summary>Makes one that does not run yet; null where PostgreSQL's server, 15 or later, is not installed.</summary>
    /// <exception cref="InvalidOperationException">One of its programs failed.</exception>
    public static async Task<PrivatePostgres?> TryCreateAsync(PrivatePostgresOptions? options = null, CancellationToken cancellation = default)
    {
        if (PostgresPrograms.Find() is not { } programs)
        {
            return null;
        }

        var server = new PrivatePostgres(programs, options ?? new PrivatePostgresOptions());
        try
        {
            await PostgresPrograms.HandOverAsync(server._directory, cancellation);
            await server.InitializeAsync(cancellation);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes and starts one; null where PostgreSQL's server is not installed.</summary>
    /// <exception cref="InvalidOperationException">One of its programs failed.</exception>
    public static async Task<PrivatePostgres?> TryStartAsync(PrivatePostgresOptions? options = null, CancellationToken cancellation = default)
    {
        var server = await TryCreateAsync(options, cancellation);
        try
        {
            await (server?.StartAsync() ?? Task.CompletedTask);
            return server;
        }
        catch
        {
            await server!.DisposeAsync();
            throw;
        }
    }

    /// <summary>Connection string of a database by its name.</summary>
    public string ConnectionStringOf(string database) => string.Create(
        CultureInfo.InvariantCulture, $"Host={_options.Address};Port={Port};Username=postgres;Database={database};Timeout=5{(_options.Password is null ? "" : $";Password={_options.Password}")}");

    /// <summary>Starts it. After a kill it waits until the last processes have ended.</summary>
    /// <exception cref="InvalidOperationException">It does not start.</exception>
    public async Task StartAsync()
    {
        var speed = _options.IsDurable ? "" : " -c fsync=off -c full_page_writes=off";
        var settings = string.Create(
            CultureInfo.InvariantCulture,
            $"-c listen_addresses={_options.Address} -p {Port} -c unix_socket_directories={_directory} -c max_connections=200{speed}");
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await RunAsync("pg_ctl", ["-D", Data, "-w", "-s", "-l", Path.Combine(_directory, "log"), "-o", settings, "start"]);
                _wasKilled = false;
                return;
            }
            catch (InvalidOperationException) when (_wasKilled && attempt < StartAttempts)
            {
                await Task.Delay(StartPause);
            }
        }
    }

    /// <summary>Stops it at once, as a crash would: it recovers at the next start.</summary>
    public Task CrashAsync() => RunAsync("pg_ctl", ["-D", Data, "-m", "immediate", "-w", "-s", "stop"]);

    /// <summary>SIGKILL to the server's first process; the others end when they notice.</summary>
    public async Task KillAsync()
    {
        _wasKilled = true;
        using var server = Process.GetProcessById(int.Parse((await File.ReadAllLinesAsync(LockFile))[0], CultureInfo.InvariantCulture));
        server.Kill();
        await server.WaitForExitAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (File.Exists(LockFile))
        {
            try
            {
                await CrashAsync();
            }
            catch (InvalidOperationException)
            {
                // It was killed: there is nothing to stop.
            }
        }

        Directory.Delete(_directory, recursive: true);
    }

    private async Task InitializeAsync(CancellationToken cancellation)
    {
        var method = _options.Password is null ? "trust" : "scram-sha-256";
        string[] more = _options.IsDurable ? [] : ["--no-sync"];
        if (_options.Password is not null)
        {
            var file = Path.Combine(_directory, "password");
            await File.WriteAllTextAsync(file, _options.Password, cancellation);
            more = [$"--pwfile={file}", .. more];
        }

        await RunAsync(
            "initdb", ["-D", Data, "-U", "postgres", $"--auth={method}", "--no-instructions", "-E", "UTF8", "--locale=C.UTF-8", .. more], cancellation);
        await File.AppendAllTextAsync(Path.Combine(Data, "pg_hba.conf"), $"host all all all {method}\n", cancellation);
    }

    private Task RunAsync(string program, string[] arguments, CancellationToken cancellation = default) =>
        _programs.RunAsync(_options.Launcher, program, arguments, cancellation);
}
