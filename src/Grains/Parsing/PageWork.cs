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
public sealed partial class PageWork(
    PageParser parser,
    PagePlaces places,
    HungExtractors hung,
    IsolatedExtractors isolated,
    ThresherOptions options,
    FetchSlots slots,
    TimeProvider time,
    ILogger<PageWork> logger)
{
    /// <summary>Parses and reads a page.</summary>
    /// <returns>Null for the parsed page when it is not HTML.</returns>
    /// <exception cref="OperationCanceledException">The silo stops.</exception>
    public async Task<(ParsedPage? Parsed, PageReading Reading)> RunAsync(ActiveCrawl crawl, FetchedPage page)
    {
        var apart = await isolated.OfAsync(crawl, slots.Stopping);
        List<IPageExtractor> here = [];
        List<ItemRow> faults = [];
        foreach (var extractor in crawl.Extraction?.Extractors.Except(apart) ?? [])
        {
            if (hung.IsGivenUp(extractor, out var name))
            {
                faults.Add(ExtractorRun.Fault(name, $"the extractor has not returned from {HungExtractors.Most} pages: it is not run until the process starts again"));
            }
            else
            {
                here.Add(extractor);
            }
        }

        var task = new PageTask(parser, time, crawl, page, here);
        if (!await places.RunAsync(task.Run, page.Body.Length, slots.Stopping))
        {
            faults.Add(Abandoned(page, task.Running, task.Stage));
        }

        var reading = task.Reading.With(faults);
        return (task.Parsed, apart.Count == 0 ? reading : reading.With(await isolated.ReadAsync(crawl, page, slots.Stopping)));
    }

    private ItemRow Abandoned(FetchedPage page, IPageExtractor? extractor, string stage)
    {
        LogAbandoned(logger, page.Url.RequestHref, stage, options.PageTime.TotalSeconds);
        if (extractor is null)
        {
            return ExtractorRun.Fault(stage, $"reading the page takes longer than {options.PageTime.TotalSeconds} s: the rest was left out");
        }

        hung.Add(extractor, stage);
        return ExtractorRun.Fault(stage, $"the extractor has not returned within {options.PageTime.TotalSeconds} s");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Abandoned the work on {Url} at \"{Stage}\": it takes longer than {Seconds} s")]
    private static partial void LogAbandoned(ILogger logger, string url, string stage, double seconds);
}
