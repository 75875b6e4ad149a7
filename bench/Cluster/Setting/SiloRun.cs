using System.Diagnostics;
using System.Globalization;
using Thresher.TestWeb;

namespace Thresher.Bench.Cluster.Setting;

/// <summary>A silo as a process of its own.</summary>
internal sealed class SiloRun : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(120);
    private readonly Process _process;
    private readonly int[] _ports = FreePort.Take(3);
    private volatile string _lastLine = "";

    private SiloRun(string connectionString)
    {
        var start = new ProcessStartInfo("dotnet",
        [
            "exec", Built.Silo, "--cluster", connectionString, "--advertise", "127.0.0.1",
            "--silo-port", Text(_ports[0]), "--gateway-port", Text(_ports[1]), "--http-port", Text(_ports[2]),
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Hear;
        _process.ErrorDataReceived += Hear;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Start of the name under which it owns domains.</summary>
    public string OwnerPrefix => $"127.0.0.1:{Text(_ports[0])}@";

    /// <summary>Resident memory in bytes.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Processor time used so far.</summary>
    public TimeSpan Processor
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static SiloRun Start(string connectionString) => new(connectionString);

    /// <summary>Waits until it serves.</summary>
    public async Task ReadyAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false });
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestStart);
        while (true)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{Text(_ports[2])}/health/ready");
                using var answer = await http.SendAsync(request, limit.Token);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not yet.
            }

            if (_process.HasExited)
            {
                throw new InvalidOperationException($"the silo ended at its start: {_lastLine}");
            }

            await Task.Delay(50, limit.Token);
        }
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private void Hear(object sender, DataReceivedEventArgs line)
    {
        if (!string.IsNullOrWhiteSpace(line.Data))
        {
            _lastLine = line.Data;
            if (Environment.GetEnvironmentVariable("THRESHER_BENCH_LOG") == "1")
            {
                Console.Error.WriteLine($"[{_ports[0]}] {line.Data}");
            }
        }
    }
}
