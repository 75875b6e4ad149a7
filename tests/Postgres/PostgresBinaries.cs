using System.Diagnostics;
using System.Globalization;

namespace Thresher.Tests.Postgres;

/// <summary>The server's programs, wherever the system keeps them, run as a user that is not root.</summary>
internal sealed class PostgresBinaries
{
    private const int OldestVersion = 15;
    private const string Unprivileged = "postgres";

    private static readonly string[] Homes =
    [
        "/usr/lib/postgresql", "/usr/local/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt", "/usr", "/usr/local",
    ];

    private readonly string _directory;

    private PostgresBinaries(string directory) => _directory = directory;

    /// <summary>The newest of at least version 15, or null.</summary>
    public static PostgresBinaries? Find()
    {
        var versions = Homes.Where(Directory.Exists)
            .SelectMany(Directory.GetDirectories)
            .Select(directory => (Bin: Path.Combine(directory, "bin"), Version: VersionOf(Path.GetFileName(directory))))
            .Where(found => found.Version >= OldestVersion && File.Exists(Path.Combine(found.Bin, "initdb")))
            .OrderByDescending(found => found.Version)
            .Select(found => found.Bin);
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Where(directory => File.Exists(Path.Combine(directory, "initdb")) && File.Exists(Path.Combine(directory, "postgres")));
        return versions.Concat(path).FirstOrDefault() is { } bin ? new PostgresBinaries(bin) : null;
    }

    /// <summary>Gives a directory to the user that the programs run as.</summary>
    public static async Task HandOverAsync(string directory)
    {
        if (Environment.IsPrivilegedProcess)
        {
            await ExecuteAsync("chown", [$"{Unprivileged}:", directory]);
        }
    }

    /// <summary>Runs one of the programs to its end.</summary>
    public Task RunAsync(string program, params string[] arguments)
    {
        var file = Path.Combine(_directory, program);
        return Environment.IsPrivilegedProcess
            ? ExecuteAsync("setpriv", [$"--reuid={Unprivileged}", $"--regid={Unprivileged}", "--init-groups", "--reset-env", "--", file, .. arguments])
            : ExecuteAsync(file, arguments);
    }

    /// <summary>15 of <c>15</c>, <c>postgresql@15</c> and <c>pgsql-15</c>.</summary>
    private static int VersionOf(string name)
    {
        var digits = name.AsSpan(name.LastIndexOfAny(['@', '-']) + 1);
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
    }

    private static async Task ExecuteAsync(string file, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(file, arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetTempPath(),
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{file} ended with {process.ExitCode}: {await error}{await output}");
        }
    }
}
