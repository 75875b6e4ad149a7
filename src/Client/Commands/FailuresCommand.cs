using System.CommandLine;
using Thresher.Client.CommandLine;
using Thresher.Client.Printing;
using Thresher.Client.Sessions;
using Thresher.Jobs.Outcomes;

namespace Thresher.Client.Commands;

/// <summary><c>thresher failures</c>: the failed URLs, counted by reason, then one by one.</summary>
internal static class FailuresCommand
{
    private const int ShownOnTerminal = 50;
    private static readonly Option<FetchOutcome?> Reason = OptionValues.Reason("Only this reason.");

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("failures", "List the URLs that failed, and why.") { CommonOptions.Crawl, Reason, CommonOptions.Json };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var output = parsed.InvocationConfiguration.Output;
        var reason = parsed.GetValue(Reason);
        var json = parsed.GetValue(CommonOptions.Json);
        await using var session = await SessionFactory.ReadAsync(parsed, cancellationToken);
        var crawl = await session.FindAsync(parsed.GetRequiredValue(CommonOptions.Crawl), cancellationToken);
        if (!json)
        {
            var snapshot = await session.SnapshotAsync(crawl.Name, cancellationToken);
            var reasons = (snapshot?.Failures ?? []).Where(count => reason is null || count.Reason == OutcomeName.Of(reason.Value)).ToArray();
            output.WriteLine(reasons.Length == 0
                ? $"{crawl.Name}: nothing failed"
                : $"{crawl.Name}: {string.Join(", ", reasons.Select(count => $"{count.Reason} {Figures.Count(count.Count)}"))}");
        }

        var listed = 0L;
        await foreach (var row in session.Reader.FailuresAsync(crawl.Id, reason, cancellationToken))
        {
            if (json)
            {
                output.WriteLine(JsonText.Of(new FailureDocument(
                    row.Url, row.State.ToString().ToLowerInvariant(), OutcomeName.Of(row.Outcome), row.Status, row.Attempts, row.Depth, row.FoundOn)));
            }
            else if (++listed > ShownOnTerminal && !Console.IsOutputRedirected)
            {
                output.WriteLine($"  … and more: `thresher export {crawl.Name} --what failures` writes all");
                break;
            }
            else
            {
                output.WriteLine($"  {OutcomeName.Of(row.Outcome)}{(row.Status == 0 ? "" : $" {row.Status}")}  {row.Url}{(row.FoundOn is null ? "" : $"  on {row.FoundOn}")}");
            }
        }

        return ExitCode.Done;
    }
}
