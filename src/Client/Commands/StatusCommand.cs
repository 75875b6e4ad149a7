using System.CommandLine;
using Thresher.Client.CommandLine;
using Thresher.Client.Printing;
using Thresher.Client.Sessions;

namespace Thresher.Client.Commands;

/// <summary><c>thresher status</c>: the ledger of one crawl or of all.</summary>
internal static class StatusCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("status", "Show the progress of a crawl, or of all crawls.") { CommonOptions.MaybeCrawl, CommonOptions.Json };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var output = parsed.InvocationConfiguration.Output;
        await using var session = await SessionFactory.ReadAsync(parsed, cancellationToken);
        var crawls = parsed.GetValue(CommonOptions.MaybeCrawl) is { } name
            ? [await session.FindAsync(name, cancellationToken)]
            : await session.CrawlsAsync(cancellationToken);
        foreach (var crawl in crawls)
        {
            if (await session.SnapshotAsync(crawl.Name, cancellationToken) is not { } snapshot)
            {
                continue;
            }

            if (parsed.GetValue(CommonOptions.Json))
            {
                output.WriteLine(JsonText.Of(snapshot.Status));
            }
            else
            {
                output.WriteLine(string.Join(Environment.NewLine, StatusText.Of(snapshot, TimeProvider.System)));
            }
        }

        return ExitCode.Done;
    }
}
