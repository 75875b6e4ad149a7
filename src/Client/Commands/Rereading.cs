using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Thresher.Client.CommandLine;
using Thresher.Client.Printing;
using Thresher.Grains.Configuration;
using Thresher.Grains.Crawls;
using Thresher.Grains.Pages;
using Thresher.Grains.Parsing;
using Thresher.Jobs.Outcomes;
using Thresher.Storage;
using Thresher.Storage.Rows;

namespace Thresher.Client.Commands;

/// <summary>The reading of stored pages by a crawl's present rules, with its progress told: by <c>extract</c>, and by <c>crawl --apply</c>.</summary>
internal static class Rereading
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>Reads to the end.</summary>
    /// <param name="store">Where the pages are.</param>
    /// <param name="record">The crawl.</param>
    /// <param name="where">Only pages whose URL it matches; null for all.</param>
    /// <param name="refetch">Whether pages without a kept body are queued to be fetched again.</param>
    /// <param name="state">The state of a complete crawl in which pages are queued.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="cancellationToken">Ends it; it goes on when it is run again.</param>
    /// <exception cref="CommandException">The job cannot be read by this version.</exception>
    public static async Task<RereadProgress> RunAsync(
        ICrawlStore store, CrawlRecord record, Regex? where, bool refetch, CrawlState state, ParseResult parsed, CancellationToken cancellationToken)
    {
        var crawl = new ActiveCrawl(record);
        if (crawl.Fault is { } fault)
        {
            throw new CommandException(fault);
        }

        var error = parsed.InvocationConfiguration.Error;
        var all = (await store.Reader.TotalsAsync(record.Id, cancellationToken)).Of(UrlState.Fetched);
        var time = TimeProvider.System;
        var (start, told) = (time.GetTimestamp(), time.GetTimestamp());
        var resumed = 0L;
        using var isolated = new IsolatedExtractors(
            new ThresherOptions { IsolatedParseCommand = IsolatedParseProgram.Command }, new Logger<IsolatedExtractors>(new LoggerFactory([new StderrLogs(LogLevel.Warning, error.WriteLine)])));
        var progress = await new PageRereader(store, crawl, time) { Isolated = isolated }.RunAsync(where, refetch, state, Report, cancellationToken);
        var elapsed = time.GetElapsedTime(start);
        error.WriteLine(
            $"thresher: {Figures.Plural(progress.Read, "stored page")} of {record.Name} read again in {Figures.Time(elapsed)} ({Figures.Rate(progress.Read / Math.Max(elapsed.TotalSeconds, 0.001))} pages/s)"
            + (resumed > 0 ? $", {Figures.Count(resumed)} by the run before" : ""));
        if (progress.WithoutBody > 0)
        {
            error.WriteLine(
                $"thresher: {Figures.Plural(progress.WithoutBody, "page")} without a kept body left as {(progress.WithoutBody == 1 ? "it is" : "they are")}: `thresher extract {record.Name} --refetch` has them fetched again, --keep-bodies keeps them");
        }

        if (progress.Links + progress.Queued > 0)
        {
            error.WriteLine(
                $"thresher: {Figures.Plural(progress.Links, "new URL")}, {Figures.Plural(progress.Queued, "page")} to fetch again: {CommonOptions.ContinueCommand(parsed, record.Name)} fetches them");
        }

        return progress;

        void Report(RereadProgress now)
        {
            if (resumed == 0 && now.Passed > now.Read + now.WithoutBody + now.Queued && where is null)
            {
                resumed = now.Passed - (now.Read + now.WithoutBody + now.Queued);
            }

            if (time.GetElapsedTime(told) >= Interval)
            {
                told = time.GetTimestamp();
                error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"thresher: {now.Passed:N0} of {all:N0} pages, {now.Read / time.GetElapsedTime(start).TotalSeconds:N0} pages/s"));
            }
        }
    }
}
