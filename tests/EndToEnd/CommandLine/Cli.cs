using System.Diagnostics;

namespace Thresher.Tests.EndToEnd.CommandLine;

/// <summary>One run of the built program on a directory of its own, as a script would make it.</summary>
internal sealed class Cli : IDisposable
{
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(3);

    /// <summary>The program as it was built for users, beside its own dependencies.</summary>
    private static readonly string Program = System.IO.Path.Combine(
        AppContext.BaseDirectory.Replace(System.IO.Path.Combine("tests", "EndToEnd"), System.IO.Path.Combine("src", "Client"), StringComparison.Ordinal),
        "thresher");

    /// <summary>The directory: the working directory of each run, so that the data directory is the default one in it.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("thresher-cli-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);

    /// <summary>A file in the directory.</summary>
    public string Write(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Runs to the end.</summary>
    public async Task<Ended> RunAsync(string[] arguments, string? input = null)
    {
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (input is not null)
        {
            await process.StandardInput.WriteAsync(input);
        }

        process.StandardInput.Close();
        return await EndAsync(process, output, errors);
    }

    /// <summary>Runs to the end with the words of one line.</summary>
    public Task<Ended> RunAsync(string arguments) => RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Runs to the end as root of a mount namespace of its own, behind a shell command.</summary>
    /// <param name="before">The shell command, with what joins it to the program.</param>
    /// <param name="arguments">The words of one line.</param>
    public async Task<Ended> RunInShellAsync(string before, string arguments)
    {
        var start = new ProcessStartInfo("unshare", ["-m", "sh", "-c", $"{before}'{Program}' {arguments}"])
        {
            WorkingDirectory = Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        return await EndAsync(process, process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
    }

    /// <summary>Starts; its streams are redirected.</summary>
    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Program, arguments)
        {
            WorkingDirectory = Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }

    /// <summary>Waits for the end; the limit only guards against a hang.</summary>
    public static async Task<Ended> EndAsync(Process process, Task<string> output, Task<string> errors)
    {
        using var limit = new CancellationTokenSource(Hang);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException("The program hangs.");
        }

        return new Ended(process.ExitCode, await output, await errors);
    }

    /// <summary>Sends a signal by its name.</summary>
    public static void Signal(Process process, string name)
    {
        using var kill = Process.Start("kill", ["-s", name, process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>How a run ended.</summary>
    internal sealed record Ended(int Code, string Output, string Errors)
    {
        /// <summary>The only line on stderr.</summary>
        public string ErrorLine => Assert.Single(Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));

        /// <summary>Lines on stdout.</summary>
        public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
