using System.Collections.Concurrent;
using System.ComponentModel;
using Microsoft.Extensions.Logging;
using Thresher.Extraction.Extractors;
using Thresher.Extraction.Reading;
using Thresher.Grains.Configuration;
using Thresher.Grains.Crawls;
using Thresher.Jobs.Outcomes;

namespace Thresher.Grains.Parsing;

/// <summary>
/// Runs a job's extractors in processes of their own, which are kept for the next page, so that a page costs a message. One that does not
/// return ends its process and no other; one that kills its process does not kill the silo. Without a program for it
/// (<see cref="ThresherOptions.IsolatedParseCommand"/>) extractors run in the silo.
/// </summary>
public sealed partial class IsolatedExtractors(ThresherOptions options, ILogger<IsolatedExtractors> logger) : IDisposable
{
    // A page that kills whatever kills all processes of a machine is not to blame for the first.
    private const int Deaths = 2;

    // Processes beyond one for each processor, while pages are slow.
    private const int MostBeside = 8;

    private readonly ConcurrentBag<ExtractorProcess> _idle = [];
    private readonly SemaphoreSlim _places = new(Environment.ProcessorCount + MostBeside);
    private readonly SemaphoreSlim _starting = new(1);
    private volatile IReadOnlySet<string>? _registered;
    private volatile bool _isOff = options.IsolatedParseCommand.Count == 0;
    private volatile bool _isDisposed;

    /// <summary>The extractors of a crawl that run apart: those of its job's assemblies, and those that the other program brings along too.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public async ValueTask<IReadOnlyList<IPageExtractor>> OfAsync(ActiveCrawl crawl, CancellationToken stop)
    {
        if (_isOff || crawl.Extraction is not { } plan || (plan.Registered.Count == 0 && plan.Named.Count == 0))
        {
            return [];
        }

        await EnsureStartedAsync(stop);
        return _isOff ? [] : [.. plan.Registered.Where(IsBroughtAlong), .. plan.Named];
    }

    /// <summary>What the extractors that run apart make of a page.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public async Task<IReadOnlyList<ItemRow>> ReadAsync(ActiveCrawl crawl, FetchedPage page, CancellationToken stop)
    {
        var request = new ExtractorRequest(IsolatedParseCase.Of(crawl, page), options.PageTime, [.. crawl.Extraction!.Registered.Where(IsBroughtAlong).Select(extractor => extractor.Name)]);
        await _places.WaitAsync(stop);
        try
        {
            var how = "";
            var stage = "extractors";
            for (var death = 0; death < Deaths;)
            {
                if (await TakeAsync(stop) is not { } process)
                {
                    return [ExtractorRun.Fault(stage, "the process that runs extractors cannot be started; the log says why")];
                }

                var (items, at) = await UseAsync(process, request, page.Body, stop);
                if (items is not null)
                {
                    return items;
                }

                (var wasTold, how) = await process.EndAsync();
                process.Dispose();
                (death, stage) = (death + (wasTold ? 0 : 1), at);
                stop.ThrowIfCancellationRequested();
            }

            LogDied(logger, page.Url.RequestHref, stage, how);
            return [ExtractorRun.Fault(stage, $"the process that ran the extractor died of the page, twice ({how})")];
        }
        finally
        {
            _places.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        while (_idle.TryTake(out var process))
        {
            process.Dispose();
        }

        _places.Dispose();
        _starting.Dispose();
    }

    // The first process tells what its program brings along, or that there is no such program.
    private async Task EnsureStartedAsync(CancellationToken stop)
    {
        if (_registered is not null)
        {
            return;
        }

        await _starting.WaitAsync(stop);
        try
        {
            if (_registered is null && !_isOff && await TakeAsync(stop) is { } process)
            {
                _idle.Add(process);
            }
        }
        finally
        {
            _starting.Release();
        }
    }

    private async Task<(IReadOnlyList<ItemRow>? Items, string Stage)> UseAsync(ExtractorProcess process, ExtractorRequest request, ReadOnlyMemory<byte> body, CancellationToken stop)
    {
        var read = default((IReadOnlyList<ItemRow>? Items, string Stage));
        try
        {
            return read = await process.ReadAsync(request, body, stop);
        }
        finally
        {
            if (process.IsAlive && !_isDisposed && _idle.Count < Environment.ProcessorCount)
            {
                _idle.Add(process);
            }
            else if (read.Items is not null || stop.IsCancellationRequested)
            {
                process.Dispose();
            }
        }
    }

    private async Task<ExtractorProcess?> TakeAsync(CancellationToken stop)
    {
        if (_idle.TryTake(out var idle))
        {
            return idle;
        }

        try
        {
            var started = await ExtractorProcess.StartAsync(options, stop);
            _registered = started.Registered;
            return started;
        }
        catch (Exception failure) when (failure is Win32Exception or IOException)
        {
            // The silo's own host may be no program that knows the argument: then its extractors run in it, as without isolation.
            if (_registered is null)
            {
                _isOff = true;
            }

            LogCannotStart(logger, failure.Message.ReplaceLineEndings(" "));
            return null;
        }
    }

    private bool IsBroughtAlong(IPageExtractor extractor) => _registered?.Contains(extractor.Name) == true;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The process that runs extractors cannot be started, so that they cannot be ended when they do not return: {Reason}")]
    private static partial void LogCannotStart(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Url}: the process that ran the extractor \"{Extractor}\" died, twice ({How})")]
    private static partial void LogDied(ILogger logger, string url, string extractor, string how);
}
