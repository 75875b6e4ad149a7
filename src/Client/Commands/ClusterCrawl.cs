using System.CommandLine;
using Thresher.Client.CommandLine;
using Thresher.Client.Printing;
using Thresher.Client.Sessions;
using Thresher.Client.Watching;
using Thresher.Grains.Configuration;
using Thresher.Grains.Contracts;
using Thresher.Jobs.Outcomes;

namespace Thresher.Client.Commands;

/// <summary>
/// <c>thresher crawl --cluster</c>: starts a crawl on the silos and follows it to its end, through failures of silos and
/// outages of the database. The crawl belongs to the cluster: Ctrl-C ends the command, not the crawl.
/// </summary>
internal static class ClusterCrawl
{
    /// <summary>Runs the command.</summary>
    public static async Task<int> RunAsync(ClusterConnection cluster, CrawlPlan plan, ParseResult parsed, CancellationToken cancellationToken)
    {
        var error = parsed.InvocationConfiguration.Error;
        await using var session = await ClusterSession.ConnectPatientlyAsync(cluster, error.WriteLine, cancellationToken);
        try
        {
            await CrawlCommand.StartAsync(session, plan, parsed, cancellationToken);
            var screen = new Screen(error);
            session.Waiting = screen.WriteLine;
            var watch = new CrawlWatch(session, plan.Name, TimeProvider.System);
            await screen.ShowAsync(show => watch.UntilEndAsync(show, cancellationToken));
            return Report(
                watch.Last ?? throw new CommandException($"the crawl {plan.Name} was removed while it ran"), parsed);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            if (await session.TryFindAsync(plan.Name, CancellationToken.None) is not { State: CrawlState.Running })
            {
                throw;
            }

            error.WriteLine(
                $"thresher: the crawl {plan.Name} continues in the cluster: `thresher watch {plan.Name}` follows it, `thresher stop {plan.Name}` ends it");
            return ExitCode.Stopped;
        }
    }

    private static int Report(CrawlSnapshot snapshot, ParseResult parsed)
    {
        var io = parsed.InvocationConfiguration;
        var json = parsed.GetValue(CommonOptions.Json);
        foreach (var line in StatusText.Of(snapshot))
        {
            (json ? io.Error : io.Output).WriteLine(line);
        }

        if (json)
        {
            io.Output.WriteLine(JsonText.Of(snapshot.Status));
        }

        if (snapshot.Status.State == "complete")
        {
            return ExitCode.Done;
        }

        io.Error.WriteLine($"thresher: stopped before complete: `thresher crawl --name {snapshot.Status.Crawl}` continues");
        return ExitCode.Stopped;
    }
}
