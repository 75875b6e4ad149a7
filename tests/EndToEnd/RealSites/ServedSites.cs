using System.Diagnostics;

namespace Thresher.Tests.EndToEnd.RealSites;

/// <summary>Starts the sites unless they are served already.</summary>
public sealed class ServedSites : IAsyncLifetime
{
    private string? _directory;

    /// <summary>Why the sites cannot be served; null when they are.</summary>
    public string? Missing { get; private set; }

    public async ValueTask InitializeAsync()
    {
        if (await AnswersAsync())
        {
            return;
        }

        if (Script() is not { } script)
        {
            Missing = "the real sites are not here: put shared/realsite beside the repository";
            return;
        }

        _directory = Directory.CreateTempSubdirectory("thresher-sites-").FullName;

        // The server's workers run as another user, who must be able to read what only the owner can by default.
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_directory, File.GetUnixFileMode(_directory)
                | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        }

        using var start = Process.Start(script, [_directory, "start"]);
        await start.WaitForExitAsync();
        Missing = start.ExitCode == 0 ? null : $"{script} failed: it needs root, apt-get and nginx-light";
    }

    public async ValueTask DisposeAsync()
    {
        if (_directory is not null && Script() is { } script)
        {
            using var stop = Process.Start(script, [_directory, "stop"]);
            await stop.WaitForExitAsync();
            Directory.Delete(_directory, recursive: true);
        }
    }

    private static string? Script()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Orleans.sln")))
            {
                var script = Path.Combine(directory.FullName, "..", "shared", "realsite", "serve.sh");
                return File.Exists(script) ? script : null;
            }
        }

        return null;
    }

    private static async Task<bool> AnswersAsync()
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        try
        {
            using var response = await http.GetAsync("http://127.0.10.8:8080/");
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
