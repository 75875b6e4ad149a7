using System.CommandLine;
using Thresher.Client.CommandLine;
using Thresher.Client.Sessions;
using Thresher.Jobs.Outcomes;

namespace Thresher.Client.Commands;

/// <summary><c>thresher stop</c>: stops a crawl before it is complete, wherever it runs.</summary>
internal static class StopCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("stop", "Stop a crawl before it is complete; crawling it again continues it.") { CommonOptions.Crawl };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var session = await SessionFactory.WriteAsync(parsed, create: false, cancellationToken);
        var crawl = await session.FindToChangeAsync(parsed.GetRequiredValue(CommonOptions.Crawl), cancellationToken);
        await session.StopAsync(crawl, cancellationToken);
        parsed.InvocationConfiguration.Output.WriteLine(
            crawl.State == CrawlState.Complete ? $"{crawl.Name} is already complete" : $"{crawl.Name} is stopped");
        return ExitCode.Done;
    }
}
