using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Thresher.Client.CommandLine;

/// <summary>
/// Ctrl-C and SIGTERM: the first asks the command to stop within a bounded time, the second ends the process at once.
/// Nothing is lost: what is not committed is crawled again.
/// </summary>
internal sealed class Interrupt : IDisposable
{
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(4.8);

    /// <summary>Shells and `timeout` send one request to the process and to its group: within this time it is the same one.</summary>
    private static readonly TimeSpan SameRequest = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _asked = new();
    private readonly PosixSignalRegistration[] _signals;
    private readonly Lock _turn = new();
    private Timer? _limit;
    private long _askedAt;

    /// <summary>Starts listening.</summary>
    public Interrupt() => _signals =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal),
    ];

    /// <summary>Raised by the first signal.</summary>
    public CancellationToken Token => _asked.Token;

    /// <summary>The state of what the command does, for an end at once; null, or an answer of null, where there is nothing to tell.</summary>
    public static Func<string?>? State { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var signal in _signals)
        {
            signal.Dispose();
        }

        _limit?.Dispose();
        _asked.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        lock (_turn)
        {
            if (_limit is not null)
            {
                if (Stopwatch.GetElapsedTime(_askedAt) >= SameRequest)
                {
                    EndNow();
                }

                return;
            }

            _askedAt = Stopwatch.GetTimestamp();
            _limit = new Timer(_ => EndNow(), null, LongestStop, Timeout.InfiniteTimeSpan);
        }

        _asked.Cancel();
    }

    private static void EndNow()
    {
        if (!Console.IsErrorRedirected)
        {
            // The live view hides the cursor.
            Console.Error.Write("\e[?25h");
        }

        if (State?.Invoke() is { } state)
        {
            Console.Error.WriteLine(state);
        }

        Console.Error.WriteLine("thresher: ended at once, before everything was given back: nothing committed is lost, and the same command continues");
        Environment.Exit(ExitCode.Stopped);
    }
}
