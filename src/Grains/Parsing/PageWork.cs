using Microsoft.Extensions.Logging;
using Thresher.Extraction.Extractors;
using Thresher.Extraction.Reading;
using Thresher.Grains.Configuration;
using Thresher.Grains.Crawls;
using Thresher.Grains.Ownership;
using Thresher.Jobs.Outcomes;
using Thresher.Web.Pages;

namespace Thresher.Grains.Parsing;

/// <summary>
/// What is made of a fetched page before anything is stored: parsed, read by the job's rules, read by extractors. Whatever a page or an
/// extractor does, it ends, at the latest at <see cref="ThresherOptions.PageTime"/>, with what is complete by then.
/// </summary>
public sealed partial class PageWork : IDisposable
{
    /// <summary>How long pages that were fetched may still be read once the silo stops: nearly all are, and need not be fetched again.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _late = new();
    private readonly PageParser _parser;
    private readonly PagePlaces _places;
    private readonly HungExtractors _hung;
    private readonly IsolatedExtractors _isolated;
    private readonly ThresherOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<PageWork> _logger;
    private readonly CancellationTokenRegistration _stopping;

    /// <summary>Prepares the work of a silo.</summary>
    public PageWork(
        PageParser parser,
        PagePlaces places,
        HungExtractors hung,
        IsolatedExtractors isolated,
        ThresherOptions options,
        FetchSlots slots,
        TimeProvider time,
        ILogger<PageWork> logger)
    {
        (_parser, _places, _hung, _isolated) = (parser, places, hung, isolated);
        (_options, _time, _logger) = (options, time, logger);
        _stopping = slots.Stopping.Register(() => _late.CancelAfter(Grace));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Dispose();
        _late.Dispose();
    }

    /// <summary>Parses and reads a page.</summary>
    /// <returns>Null for the parsed page when it is not HTML.</returns>
    /// <exception cref="OperationCanceledException">The silo stops.</exception>
    public async Task<ReadPage> RunAsync(ActiveCrawl crawl, FetchedPage page)
    {
        var apart = page.IsRequisite ? [] : await _isolated.OfAsync(crawl, _late.Token);
        List<IPageExtractor> here = [];
        List<ItemRow> faults = [];
        foreach (var extractor in crawl.Extraction?.Extractors.Except(apart) ?? [])
        {
            if (_hung.IsGivenUp(extractor, out var name))
            {
                faults.Add(ExtractorRun.Fault(name, $"the extractor has not returned from {HungExtractors.Most} pages: it is not run until the process starts again"));
            }
            else
            {
                here.Add(extractor);
            }
        }

        var task = new PageTask(_parser, _time, crawl, page, here);
        if (!await _places.RunAsync(task.Run, page.Body.Length, _late.Token))
        {
            faults.Add(Abandoned(page, task.Running, task.Stage));
        }

        var reading = task.Reading.With(faults);
        return new ReadPage(task.Parsed, apart.Count == 0 ? reading : reading.With(await _isolated.ReadAsync(crawl, page, _late.Token)))
        {
            Requisites = task.Requisites,
            RequisitesCut = task.RequisitesCut,
        };
    }

    private ItemRow Abandoned(FetchedPage page, IPageExtractor? extractor, string stage)
    {
        LogAbandoned(_logger, page.Url.RequestHref, stage, _options.PageTime.TotalSeconds);
        if (extractor is null)
        {
            return ExtractorRun.Fault(stage, $"reading the page takes longer than {_options.PageTime.TotalSeconds} s: the rest was left out");
        }

        _hung.Add(extractor, stage);
        return ExtractorRun.Fault(stage, $"the extractor has not returned within {_options.PageTime.TotalSeconds} s");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Abandoned the work on {Url} at \"{Stage}\": it takes longer than {Seconds} s")]
    private static partial void LogAbandoned(ILogger logger, string url, string stage, double seconds);
}
