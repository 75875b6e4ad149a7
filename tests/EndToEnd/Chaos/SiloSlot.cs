using System.Globalization;
using System.Text.RegularExpressions;
using Thresher.Tests.EndToEnd.Rig;

namespace Thresher.Tests.EndToEnd.Chaos;

/// <summary>A place in the cluster: ports of its own and the silo that runs there now. Like a supervisor, it restarts a silo that has ended.</summary>
public sealed partial class SiloSlot(string name, string connectionString, int[] ports, LanHost? host = null, string? secrets = null) : IAsyncDisposable
{
    private const int LimitSeconds = 90;
    private readonly string _address = host?.Address ?? "127.0.0.1";
    private ThresherProcess? _process;

    /// <summary>Name for the log.</summary>
    public string Name => name;

    /// <summary>Start of the name under which whatever silo runs here owns domains.</summary>
    public string OwnerPrefix { get; } = string.Create(CultureInfo.InvariantCulture, $"{host?.Address ?? "127.0.0.1"}:{ports[0]}@");

    /// <summary>The host it runs on; null for this machine's loopback address.</summary>
    public LanHost? Host => host;

    /// <summary>Address, port and incarnation of the silo that serves here; null while none does.</summary>
    public string? Incarnation => IsAlive && Serving().Match(_process!.Output) is { Success: true } serving ? serving.Groups[1].Value : null;

    /// <summary>Where its pages are.</summary>
    public Uri HttpAddress { get; } = new(string.Create(CultureInfo.InvariantCulture, $"http://{host?.Address ?? "127.0.0.1"}:{ports[2]}/"));

    /// <summary>Process id of the silo that was started last.</summary>
    public int Id => _process!.Id;

    /// <summary>Whether a silo runs here.</summary>
    public bool IsAlive => _process is { HasExited: false };

    /// <summary>What the silos here have logged, the last of them last.</summary>
    public string Log { get; private set; } = "";

    /// <summary>Starts a silo unless one runs.</summary>
    public async Task EnsureStartedAsync()
    {
        if (IsAlive)
        {
            return;
        }

        await DisposeAsync();
        _process = ThresherProcess.StartUnder(
            [.. host?.Launcher ?? [], .. secrets is null ? Array.Empty<string>() : ["env", $"THRESHER_SILO__SECRETS={secrets}"]], "src/Silo", "thresher-silo.dll",
            "--cluster", connectionString, "--advertise", _address,
            "--silo-port", Text(ports[0]), "--gateway-port", Text(ports[1]), "--http-port", Text(ports[2]), "--log", "debug");
    }

    /// <summary>Waits until the silo serves; one that ends instead is started again.</summary>
    public async Task ServesAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(LimitSeconds));
        while (Incarnation is null)
        {
            Assert.False(limit.IsCancellationRequested, $"{name} does not come up:\n{_process?.Output}{_process?.Errors}");
            await EnsureStartedAsync();
            await Task.Delay(50);
        }
    }

    /// <summary>SIGKILL.</summary>
    public Task KillAsync() => _process!.KillAsync();

    /// <summary>SIGTERM, and the end.</summary>
    public async Task TerminateAsync()
    {
        _process!.Signal("TERM");
        await _process.ExitAsync(30);
    }

    /// <summary>SIGSTOP.</summary>
    public void Freeze() => _process!.Signal("STOP");

    /// <summary>SIGCONT.</summary>
    public void Thaw() => _process!.Signal("CONT");

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            await process.DisposeAsync();
            Log += $"--- {name}\n{process.Output}{process.Errors}";
            _process = null;
        }
    }

    [GeneratedRegex(@"Silo (\S+) serves in cluster")]
    private static partial Regex Serving();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
