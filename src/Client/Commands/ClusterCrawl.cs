using System.CommandLine;
using Thresher.Client.CommandLine;
using Thresher.Client.Logging;
using Thresher.Client.Printing;
using Thresher.Client.Sessions;
using Thresher.Client.Watching;
using Thresher.Grains.Configuration;
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
        using var quitting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        CrawlLogFile? log = null;
        try
        {
            plan = await CrawlStart.NamedAsync(session, plan, cancellationToken);
            log = await CrawlLogFile.OpenAsync(session, await session.TryFindAsync(plan.Name, cancellationToken), parsed, cancellationToken);
            plan = await CrawlStart.StartAsync(session, plan, parsed, cancellationToken);
            log?.Start(session, plan.Name);
            await using (var database = await DatabaseSession.OpenAsync(cluster, cancellationToken))
            {
                await CrawlStart.ApplyAsync(database.Store, plan.Name, parsed, cancellationToken);
            }

            var screen = new Screen(error);
            session.Waiting = screen.WriteLine;
            var watch = new CrawlWatch(session, plan.Name, TimeProvider.System);
            Interrupt.State = () => watch.Last is { } last ? StatusText.Of(last, TimeProvider.System).First() : null;
            await screen.ShowAsync(show => watch.UntilEndAsync(show, quitting.Token), new WatchControls(session, plan.Name, quitting.Cancel));
            return watch.Last is { } last && await session.TryFindAsync(plan.Name, cancellationToken) is { } record
                ? await CrawlReport.WriteAsync(last, record, session.Reader, parsed)
                : throw new CommandException($"the crawl {plan.Name} was removed while it ran");
        }
        catch (OperationCanceledException) when (quitting.IsCancellationRequested)
        {
            if (await session.TryFindAsync(plan.Name, CancellationToken.None) is not { State: CrawlState.Running })
            {
                throw;
            }

            error.WriteLine(
                $"thresher: the crawl {plan.Name} continues in the cluster: `thresher watch {plan.Name}` follows it, `thresher stop {plan.Name}` ends it");
            return ExitCode.Stopped;
        }
        finally
        {
            await (log?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }
}
