using System.Diagnostics;
using System.Globalization;

namespace Thresher.TestWeb.Database;

/// <summary>
/// The programs of PostgreSQL's server, wherever the system keeps them. They refuse to run as root, so there they run as
/// the user postgres.
/// </summary>
internal sealed class PostgresPrograms
{
    private const int OldestVersion = 15;
    private const string Unprivileged = "postgres";

    private static readonly string[] Homes =
    [
        "/usr/lib/postgresql", "/usr/local/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt", "/usr", "/usr/local",
    ];

    private readonly string _directory;

    private PostgresPrograms(string directory) => _directory = directory;

    /// <summary>The newest of at least version 15, else what the path holds; null for none.</summary>
    public static PostgresPrograms? Find()
    {
        var versions = Homes.Where(Directory.Exists)
            .SelectMany(Directory.GetDirectories)
            .Select(directory => (Bin: Path.Combine(directory, "bin"), Version: VersionOf(Path.GetFileName(directory))))
            .Where(found => found.Version >= OldestVersion && File.Exists(Path.Combine(found.Bin, "initdb")))
            .OrderByDescending(found => found.Version)
            .Select(found => found.Bin);
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Where(directory => File.Exists(Path.Combine(directory, "initdb")) && File.Exists(Path.Combine(directory, "postgres")));
        return versions.Concat(path).FirstOrDefault() is { } bin ? new PostgresPrograms(bin) : null;
    }

    /// <summary>Gives a directory to the user that the programs run as.</summary>
    public static Task HandOverAsync(string directory, CancellationToken cancellation) =>
        Environment.IsPrivilegedProcess ? ExecuteAsync(["chown", $"{Unprivileged}:", directory], cancellation) : Task.CompletedTask;

    /// <summary>Runs one of the programs to its end.</summary>
    /// <param name="launcher">Command that starts it, or empty.</param>
    /// <param name="program">Its name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public Task RunAsync(IReadOnlyList<string> launcher, string program, string[] arguments, CancellationToken cancellation)
    {
        string[] user = Environment.IsPrivilegedProcess
            ? ["setpriv", $"--reuid={Unprivileged}", $"--regid={Unprivileged}", "--init-groups", "--reset-env", "--"]
            : [];
        return ExecuteAsync([.. launcher, .. user, Path.Combine(_directory, program), .. arguments], cancellation);
    }

    /// <summary>15 of <c>15</c>, <c>postgresql@15</c> and <c>pgsql-15</c>.</summary>
    private static int VersionOf(string name)
    {
        var digits = name.AsSpan(name.LastIndexOfAny(['@', '-']) + 1);
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
    }

    private static async Task ExecuteAsync(string[] command, CancellationToken cancellation)
    {
        // The server inherits its parent's handles: a pipe to us would never end, and it must not use our terminal.
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >/dev/null 2>&1 </dev/null", "sh", .. command])
        {
            WorkingDirectory = "/",
        })!;
        await process.WaitForExitAsync(cancellation);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}");
        }
    }
}
