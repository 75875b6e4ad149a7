using System.CommandLine;
using Thresher.Client.CommandLine;
using Thresher.Client.Printing;
using Thresher.Client.Sessions;
using Thresher.Jobs.Outcomes;

namespace Thresher.Client.Commands;

/// <summary><c>thresher retry</c>: queues failed URLs again.</summary>
internal static class RetryCommand
{
    private static readonly Option<FetchOutcome?> Reason = OptionValues.Reason("Only those that failed for this reason.");

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("retry", "Queue failed URLs again, all or those of one reason.") { CommonOptions.Crawl, Reason, CommonOptions.Json };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var session = await SessionFactory.WriteAsync(parsed, create: false, cancellationToken);
        var crawl = await session.FindToChangeAsync(parsed.GetRequiredValue(CommonOptions.Crawl), cancellationToken);
        var count = await session.RetryAsync(crawl, parsed.GetValue(Reason), cancellationToken);
        var next = count > 0 && !session.IsServed ? $": {CommonOptions.ContinueCommand(parsed, crawl.Name)} tries them" : "";
        parsed.InvocationConfiguration.Output.WriteLine(parsed.GetValue(CommonOptions.Json)
            ? JsonText.Of(new CountDocument(crawl.Name, count))
            : $"{Figures.Plural(count, "URL")} of {crawl.Name} queued again{next}");
        return ExitCode.Done;
    }
}
