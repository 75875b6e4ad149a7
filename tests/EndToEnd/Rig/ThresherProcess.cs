using System.Diagnostics;
using System.Text;

namespace Thresher.Tests.EndToEnd.Rig;

/// <summary>The built program as a process of its own, which a test can watch, signal and kill.</summary>
public sealed class ThresherProcess : IAsyncDisposable
{
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly Process _process;

    private ThresherProcess(IEnumerable<string> launcher, string program, IEnumerable<string> arguments)
    {
        string[] host = program.EndsWith(".dll", StringComparison.Ordinal) ? ["dotnet", "exec"] : [];
        string[] command = [.. launcher, .. host, program, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Append(_errors, line.Data);
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Process id.</summary>
    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>Standard output so far.</summary>
    public string Output => Text(_output);

    /// <summary>Standard error so far.</summary>
    public string Errors => Text(_errors);

    /// <summary>Peak resident memory in bytes, 0 once the process is gone.</summary>
    public long PeakMemory
    {
        get
        {
            try
            {
                var line = File.ReadLines($"/proc/{Id}/status").FirstOrDefault(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
                return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
            }
            catch (IOException)
            {
                return 0;
            }
        }
    }

    /// <summary>Starts the program.</summary>
    public static ThresherProcess Start(params string[] arguments) => new([], Built("src/Client", "thresher"), arguments);

    /// <summary>Starts another project's program.</summary>
    public static ThresherProcess StartOther(string project, string program, params string[] arguments) =>
        StartUnder([], project, program, arguments);

    /// <summary>Starts another project's program by way of something that becomes it, as env or nsenter do.</summary>
    public static ThresherProcess StartUnder(IEnumerable<string> launcher, string project, string program, params string[] arguments) =>
        new(launcher, Built(project, program), arguments);

    /// <summary>Runs the program to its end.</summary>
    public static async Task<ThresherProcess> RunAsync(params string[] arguments)
    {
        var process = Start(arguments);
        await process.ExitAsync();
        return process;
    }

    /// <summary>The end, however long it takes.</summary>
    public Task EndAsync() => _process.WaitForExitAsync();

    /// <summary>Waits for the end; the limit only guards against a hang.</summary>
    public async Task ExitAsync(int limitSeconds = 300)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(limitSeconds));
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The program did not end within {limitSeconds} s.\n{Output}\n{Errors}");
        }
    }

    /// <summary>Waits until the process has said something; fails when it ends first.</summary>
    public Task SaysAsync(string text) =>
        ReachesAsync(() => Errors.Contains(text, StringComparison.Ordinal) || Output.Contains(text, StringComparison.Ordinal), $"'{text}'");

    /// <summary>Waits until the process has brought something about; fails when it ends first.</summary>
    public async Task ReachesAsync(Func<bool> reached, string what = "what the test waits for")
    {
        while (!reached())
        {
            Assert.False(HasExited, $"The program ended without {what}.\n{Output}\n{Errors}");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Sends a signal by its name.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-s", name, Id.ToString()]);
        kill.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    /// <summary>Where a project of this repository builds to, in the configuration of these tests.</summary>
    internal static string Built(string project, string program) =>
        Path.Combine(AppContext.BaseDirectory.Replace("tests/EndToEnd", project, StringComparison.Ordinal), program);

    private static void Append(StringBuilder text, string? line)
    {
        if (line is not null)
        {
            lock (text)
            {
                text.AppendLine(line);
            }
        }
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
