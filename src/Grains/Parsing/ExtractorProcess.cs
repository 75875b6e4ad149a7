using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Thresher.Extraction.Reading;
using Thresher.Grains.Configuration;
using Thresher.Jobs.Outcomes;

namespace Thresher.Grains.Parsing;

/// <summary>One process that runs extractors, kept for the next page. Serves a page at a time; one that takes too long ends it.</summary>
internal sealed class ExtractorProcess : IDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(30);

    // Exit codes of a process that was told to end from outside: no fault of the page.
    private static readonly int[] Told = [128 + 1, 128 + 2, 128 + 15];

    private readonly Process _process;
    private readonly TimeSpan _limit;
    private (long Crawl, string Job) _known;

    private ExtractorProcess(Process process, TimeSpan limit) => (_process, _limit) = (process, limit);

    /// <summary>Names of the program's own extractors.</summary>
    public IReadOnlySet<string> Registered { get; private set; } = new HashSet<string>();

    /// <summary>Whether it can serve another page.</summary>
    public bool IsAlive { get; private set; }

    /// <summary>Starts one.</summary>
    /// <exception cref="Win32Exception">The program cannot be started.</exception>
    /// <exception cref="IOException">It ended, or did not say anything in time.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static async Task<ExtractorProcess> StartAsync(ThresherOptions options, CancellationToken stop)
    {
        var start = new ProcessStartInfo(options.IsolatedParseCommand[0], options.IsolatedParseCommand.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_GCHeapHardLimit"] = options.ExtractorMemory.ToString("X", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_gcServer"] = "0";
        var started = new ExtractorProcess(new Process { StartInfo = start }, options.PageTime);
        try
        {
            _ = started._process.Start();
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
            limit.CancelAfter(LongestStart);
            await started.GreetAsync(limit.Token, stop);
            return started;
        }
        catch
        {
            started.Dispose();
            throw;
        }
    }

    /// <summary>Has a page read.</summary>
    /// <param name="request">The page.</param>
    /// <param name="body">Its body.</param>
    /// <param name="stop">Ends the process.</param>
    /// <returns>The records; null when the process died of it.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public async Task<(IReadOnlyList<ItemRow>? Items, string Stage)> ReadAsync(ExtractorRequest request, ReadOnlyMemory<byte> body, CancellationToken stop)
    {
        IsAlive = false;
        var stage = "extractors";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(_limit);
        try
        {
            var isKnown = _known == (request.Case.CrawlId, request.Case.Job);
            await Frame.WriteAsync(_process.StandardInput.BaseStream, isKnown ? request with { Case = request.Case with { Job = "" } } : request, limit.Token);
            _known = (request.Case.CrawlId, request.Case.Job);
            while (true)
            {
                var reply = await Frame.ReadAsync<ExtractorReply>(_process.StandardOutput.BaseStream, limit.Token);
                stage = reply.Begins ?? stage;
                if (reply.Items is { } items)
                {
                    IsAlive = !reply.Ends;
                    return (items, stage);
                }

                if (reply.Wants == true)
                {
                    await Frame.WriteAsync(_process.StandardInput.BaseStream, body, limit.Token);
                }
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return ([ExtractorRun.Fault(stage, $"the extractor has not returned within {_limit.TotalSeconds} s: its process was ended")], stage);
        }
        catch (Exception ended) when (ended is IOException or InvalidDataException)
        {
            return (null, stage);
        }
    }

    /// <summary>How it ended, in words; after <see cref="ReadAsync"/> said that it died.</summary>
    public async Task<(bool WasTold, string How)> EndAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            return (Told.Contains(_process.ExitCode), $"exit code {_process.ExitCode}");
        }
        catch (OperationCanceledException)
        {
            return (false, "it closed its output");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception)
        {
            // It was never started, or has ended.
        }

        _process.Dispose();
    }

    private async Task GreetAsync(CancellationToken limit, CancellationToken stop)
    {
        // A stack overflow prints its whole stack: what is not read would hold the process up.
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginErrorReadLine();
        try
        {
            await _process.StandardInput.BaseStream.WriteAsync(Encoding.ASCII.GetBytes($"{IsolatedParseProgram.Extracts}\n"), limit);
            await _process.StandardInput.BaseStream.FlushAsync(limit);
            Registered = (await Frame.ReadAsync<ExtractorHello>(_process.StandardOutput.BaseStream, limit)).Registered.ToHashSet(StringComparer.Ordinal);
            IsAlive = true;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new IOException($"it did not answer within {LongestStart.TotalSeconds} s");
        }
        catch (InvalidDataException wrong)
        {
            throw new IOException(wrong.Message);
        }
    }
}
