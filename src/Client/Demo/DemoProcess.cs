using System.Diagnostics;

namespace Thresher.Client.Demo;

/// <summary>A process of the demonstration that can be killed and restarted with the same arguments.</summary>
/// <param name="name">Its name in messages.</param>
/// <param name="program">How its program is called: a file, and arguments before its own.</param>
/// <param name="arguments">Its command line.</param>
/// <param name="onError">Receives each line that it writes to stderr.</param>
internal sealed class DemoProcess(string name, IReadOnlyList<string> program, IReadOnlyList<string> arguments, Action<string>? onError = null) : IAsyncDisposable
{
    private Process? _process;

    /// <summary>Its name in messages.</summary>
    public string Name => name;

    /// <summary>Id of the process that was started last.</summary>
    public int Id => _process?.Id ?? 0;

    /// <summary>Whether it runs.</summary>
    public bool IsAlive => _process is { HasExited: false };

    /// <summary>Starts it, after the previous process has ended.</summary>
    public void Start()
    {
        _process?.Dispose();
        var start = new ProcessStartInfo(program[0], [.. program.Skip(1), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // The demonstration sets its own store; settings that the caller has for other crawls do not apply.
        start.Environment.Remove("THRESHER_CLUSTER");
        start.Environment.Remove("THRESHER_CLUSTER_ID");
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{program[0]} did not start.");
        _process.StandardInput.Close();
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, line) => Tell(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>SIGKILL: the process cannot clean up.</summary>
    public async Task KillAsync()
    {
        if (_process is { HasExited: false } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Exit code.</returns>
    public async Task<int> ExitAsync(CancellationToken cancellationToken)
    {
        await _process!.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process?.Dispose();
        _process = null;
    }

    private void Tell(string? line)
    {
        if (!string.IsNullOrWhiteSpace(line))
        {
            onError?.Invoke(line);
        }
    }
}
