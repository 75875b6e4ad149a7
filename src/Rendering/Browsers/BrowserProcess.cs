using System.Diagnostics;
using Thresher.Rendering.Protocol;

namespace Thresher.Rendering.Browsers;

/// <summary>
/// One browser, a child that may die. It is driven over two pipes, and ends when they close: as they do whatever way this
/// process ends, a SIGKILL too. It gets neither this process's environment, which may hold secrets, nor its user where that
/// is root, and has no network: what it asks for is answered through the pipes, and anything else goes to a proxy that is
/// not there.
/// </summary>
internal sealed class BrowserProcess : IAsyncDisposable
{
    /// <summary>A base64 body of the longest page, and what goes round it.</summary>
    private const int LongestMessage = 64 << 20;
    private const int LastWords = 20;
    private static readonly TimeSpan MemoryCheck = TimeSpan.FromMilliseconds(100);

    private readonly Process _process;
    private readonly string _folder;
    private readonly BrowserLimits _limits;
    private readonly TimeProvider _time;
    private readonly ITimer _watch;
    private readonly Queue<string> _words = [];
    private int _killed;

    private BrowserProcess(Process process, string folder, BrowserLimits limits, TimeProvider time)
    {
        (_process, _folder, _limits, _time) = (process, folder, limits, time);
        Pipe = new DevToolsPipe(process.StandardInput.BaseStream, process.StandardOutput.BaseStream, LongestMessage);
        process.ErrorDataReceived += (_, line) => Said(line.Data);
        process.BeginErrorReadLine();
        _watch = time.CreateTimer(_ => WatchMemory(), null, MemoryCheck, MemoryCheck);
    }

    /// <summary>The connection to it.</summary>
    public DevToolsPipe Pipe { get; }

    /// <summary>Its process.</summary>
    public int Id => _process.Id;

    /// <summary>Pages that it has prepared.</summary>
    public int Pages { get; set; }

    /// <summary>Whether it was killed because of its memory.</summary>
    public bool TookTooMuchMemory { get; private set; }

    /// <summary>The most memory that it was seen to have, in bytes.</summary>
    public long PeakMemory { get; private set; }

    /// <summary>Whether it can still be used.</summary>
    public bool IsAlive => !Pipe.Ended.IsCompleted && Volatile.Read(ref _killed) == 0;

    /// <summary>Starts a browser.</summary>
    /// <exception cref="BrowserException">None can be started.</exception>
    public static async Task<BrowserProcess> StartAsync(BrowserLimits limits, TimeProvider time, CancellationToken cancellationToken)
    {
        var program = BrowserFinder.Find();
        var folder = BrowserFolder.Create(limits.Folder);
        Process process;
        try
        {
            process = Process.Start(BrowserCommand.Of(program, folder)) ?? throw new BrowserException($"{program} does not start");
        }
        catch (System.ComponentModel.Win32Exception cannot)
        {
            BrowserFolder.Remove(folder);
            throw new BrowserException($"{program} does not start: {cannot.Message}");
        }

        var browser = new BrowserProcess(process, folder, limits, time);
        using var limit = new CancellationTokenSource(limits.Start, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await browser.Pipe.CallAsync("Browser.getVersion", null, null, either.Token);
            return browser;
        }
        catch (Exception failure) when (failure is IOException or DevToolsException or OperationCanceledException)
        {
            await browser.DisposeAsync();
            cancellationToken.ThrowIfCancellationRequested();
            throw new BrowserException($"{program} does not start: {browser.Why(limit.IsCancellationRequested)}");
        }
    }

    /// <summary>Ends it with all its processes, at once.</summary>
    public void Kill()
    {
        if (Interlocked.Exchange(ref _killed, 1) != 0)
        {
            return;
        }

        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception gone) when (gone is InvalidOperationException or AggregateException or System.ComponentModel.Win32Exception)
        {
            // It has ended by itself, or a part of it has.
        }

        Pipe.Dispose();
        BrowserFolder.Remove(_folder);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _watch.DisposeAsync();
        Kill();
        using var limit = new CancellationTokenSource(_limits.Answer, _time);
        await _process.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _process.Dispose();
        BrowserFolder.Remove(_folder);
    }

    private void Said(string? line)
    {
        lock (_words)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                _words.Enqueue(line.Trim());
            }

            if (_words.Count > LastWords)
            {
                _words.Dequeue();
            }
        }
    }

    private string Why(bool isLate)
    {
        lock (_words)
        {
            var said = _words.LastOrDefault(line => line.Contains("sandbox", StringComparison.OrdinalIgnoreCase) || line.Contains("FATAL", StringComparison.Ordinal)) ?? _words.LastOrDefault();
            return said is null ? isLate ? $"it does not answer within {_limits.Start.TotalSeconds:0} s" : "it ends at once"
                : said.Contains("sandbox", StringComparison.OrdinalIgnoreCase)
                    ? $"its sandbox cannot be set up: permit unprivileged user namespaces, or set {BrowserCommand.SandboxVariable}=off ({said})"
                    : said;
        }
    }

    private void WatchMemory()
    {
        if (!IsAlive)
        {
            return;
        }

        var memory = ProcessTree.Memory(_process.Id);
        PeakMemory = Math.Max(PeakMemory, memory);
        if (memory > _limits.Memory)
        {
            TookTooMuchMemory = true;
            Kill();
        }
    }
}
