using System.CommandLine;
using Thresher.Client.CommandLine;
using Thresher.Client.Logging;
using Thresher.Client.Printing;
using Thresher.Grains.Contracts;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Storage;
using Thresher.Storage.Rows;

namespace Thresher.Client.Commands;

/// <summary>What <c>crawl</c> prints at its end, and the exit code that follows from it.</summary>
internal static class CrawlReport
{
    /// <summary>The option that says what counts as a failure.</summary>
    public static Option<FailOn> FailOn { get; } = FailOnOption.Create();

    /// <summary>Prints the crawl as it is now.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> WriteAsync(CrawlSnapshot snapshot, CrawlRecord record, ICrawlReader reader, ParseResult parsed)
    {
        var io = parsed.InvocationConfiguration;
        var json = parsed.GetValue(CommonOptions.Json);
        foreach (var line in StatusText.Of(snapshot, TimeProvider.System))
        {
            (json || CrawlLogFile.IsStdout(parsed) ? io.Error : io.Output).WriteLine(line);
        }

        if (json)
        {
            io.Output.WriteLine(JsonText.Of(snapshot.Status));
        }

        if (snapshot.Status.State != "complete")
        {
            io.Error.WriteLine($"thresher: stopped before complete: {CommonOptions.ContinueCommand(parsed, record.Name)} continues");
            return ExitCode.Stopped;
        }

        NextStep.Tell(parsed, record.Name);
        return await CodeAsync(snapshot.Status, record, reader, parsed.GetValue(FailOn));
    }

    /// <summary>The exit code of a complete crawl: the gravest of what is wrong with it and matters to the caller.</summary>
    public static async Task<int> CodeAsync(CrawlStatus status, CrawlRecord record, ICrawlReader reader, FailOn failOn)
    {
        var failed = status.Failed + status.Quarantined;
        var most = StoredJob.ReadOrDefault(record.Job).Job.Limits.MaxFailedPercent;
        return failOn.HasFlag(CommandLine.FailOn.Nothing) && status.Fetched == 0 ? ExitCode.NothingFetched
            : failOn.HasFlag(CommandLine.FailOn.Seeds) && failed > 0 && await HasFailedSeedAsync(record, reader) ? ExitCode.SeedFailed
            : failOn.HasFlag(CommandLine.FailOn.Any) && failed > 0 ? ExitCode.TooManyFailed
            : failOn.HasFlag(CommandLine.FailOn.Share) && failed * 100 > most * (status.Fetched + failed) ? ExitCode.TooManyFailed
            : ExitCode.Done;
    }

    private static async Task<bool> HasFailedSeedAsync(CrawlRecord record, ICrawlReader reader)
    {
        await foreach (var row in reader.FailuresAsync(record.Id, null, CancellationToken.None))
        {
            if (row is { Depth: 0, FoundOn: null } and not { Outcome: FetchOutcome.PageGone })
            {
                return true;
            }
        }

        return false;
    }
}
