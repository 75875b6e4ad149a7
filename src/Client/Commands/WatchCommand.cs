using System.CommandLine;
using Thresher.Client.CommandLine;
using Thresher.Client.Printing;
using Thresher.Client.Sessions;
using Thresher.Client.Watching;
using Thresher.Jobs.Outcomes;

namespace Thresher.Client.Commands;

/// <summary><c>thresher watch</c>: follows a crawl that another process runs.</summary>
internal static class WatchCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("watch", "Follow a running crawl until it is complete, or Ctrl-C. With --json one document a line, every second.") { CommonOptions.MaybeCrawl, CommonOptions.Json };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string name;
        await using (var session = await SessionFactory.ReadLiveAsync(parsed, cancellationToken))
        {
            name = await ChooseAsync(session, parsed.GetValue(CommonOptions.MaybeCrawl), cancellationToken);
            if (session.IsServed && !await FollowAsync(session, name, parsed, cancellationToken))
            {
                return ExitCode.Done;
            }
        }

        return await ReportAsync(name, parsed, cancellationToken);
    }

    /// <returns>False when the user ended it.</returns>
    private static async Task<bool> FollowAsync(Session session, string name, ParseResult parsed, CancellationToken cancellationToken)
    {
        var watch = new CrawlWatch(session, name, TimeProvider.System);
        var screen = new Screen(parsed.InvocationConfiguration.Error);
        if (session is ClusterSession cluster)
        {
            cluster.Waiting = screen.WriteLine;
        }

        using var quitting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await (parsed.GetValue(CommonOptions.Json)
                ? watch.UntilEndAsync(new JsonStream(parsed.InvocationConfiguration.Output).Show, cancellationToken)
                : screen.ShowAsync(show => watch.UntilEndAsync(show, quitting.Token), new WatchControls(session, name, quitting.Cancel)));
        }
        catch (OperationCanceledException) when (quitting.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception failure) when (ErrorLine.IsLostSilo(failure))
        {
            // The crawl's process has ended: the file has the result.
        }

        return true;
    }

    private static async Task<int> ReportAsync(string name, ParseResult parsed, CancellationToken cancellationToken)
    {
        var io = parsed.InvocationConfiguration;
        await using var session = await SessionFactory.ReadAsync(parsed, cancellationToken);
        if (await session.SnapshotAsync(name, cancellationToken) is not { } snapshot)
        {
            throw new CommandException($"the crawl {name} has been removed");
        }

        if (parsed.GetValue(CommonOptions.Json))
        {
            io.Output.WriteLine(JsonText.Of(snapshot.Status));
        }
        else
        {
            io.Output.WriteLine(string.Join(Environment.NewLine, StatusText.Of(snapshot, TimeProvider.System)));
        }

        if (snapshot.Status.State == "complete")
        {
            return ExitCode.Done;
        }

        io.Error.WriteLine($"thresher: no process is crawling {name} now: {session.HowToContinue(name)}");
        return ExitCode.Stopped;
    }

    private static async Task<string> ChooseAsync(Session session, string? name, CancellationToken cancellationToken)
    {
        if (name is not null)
        {
            return (await session.FindAsync(name, cancellationToken)).Name;
        }

        var crawls = await session.CrawlsAsync(cancellationToken);
        var running = crawls.Where(crawl => crawl.State is CrawlState.Running or CrawlState.Paused).ToArray();
        return running.Length == 1 ? running[0].Name
            : crawls.Count == 1 ? crawls[0].Name
            : throw CommandException.Usage($"watch which crawl? There {(crawls.Count == 0 ? "are none" : $"is {string.Join(", ", (running.Length > 0 ? running : [.. crawls]).Select(crawl => crawl.Name))}")}");
    }
}
