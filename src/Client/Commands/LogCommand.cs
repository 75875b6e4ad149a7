using System.CommandLine;
using Thresher.Client.CommandLine;
using Thresher.Client.Logging;
using Thresher.Client.Sessions;

namespace Thresher.Client.Commands;

/// <summary><c>thresher log</c>: one line for each attempt, in the order of the commits.</summary>
internal static class LogCommand
{
    private static readonly Option<bool> Follow = new("--follow", "-f") { Description = "Go on until the crawl is complete, or Ctrl-C." };
    private static readonly Option<TimeSpan?> Last = OptionValues.DurationOf("--last", "Begin so long ago, instead of with the crawl.");

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command(
            "log", "List every attempt in the order of the commits: time, status or outcome, bytes, milliseconds, depth, media type, URL.")
        {
            CommonOptions.Crawl, Follow, Last,
        };
        foreach (var option in LogFilter.Options)
        {
            command.Options.Add(option);
        }

        command.Options.Add(CommonOptions.Json);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var io = parsed.InvocationConfiguration;
        await using var session = await SessionFactory.ReadAsync(parsed, cancellationToken);
        var crawl = await session.FindAsync(parsed.GetRequiredValue(CommonOptions.Crawl), cancellationToken);
        var log = new CrawlLog(session, crawl, LogFilter.Of(parsed), parsed.GetValue(CommonOptions.Json) ? LogLine.Json : LogLine.Of, io.Output);
        var since = parsed.GetValue(Last) is { } last ? (TimeProvider.System.GetUtcNow() - last).ToUnixTimeMilliseconds() : 0;
        if (!parsed.GetValue(Follow))
        {
            await log.WriteAsync(since, cancellationToken);
            return ExitCode.Done;
        }

        await log.FollowAsync(since, io.Error, TimeProvider.System, cancellationToken);
        return ExitCode.Done;
    }
}
