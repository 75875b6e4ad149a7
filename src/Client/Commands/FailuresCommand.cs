using System.CommandLine;
using Thresher.Client.CommandLine;
using Thresher.Client.Printing;
using Thresher.Client.Sessions;
using Thresher.Grains.Contracts;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;

namespace Thresher.Client.Commands;

/// <summary><c>thresher failures</c>: the failed URLs, counted by reason, then one by one.</summary>
internal static class FailuresCommand
{
    private const int ShownOnTerminal = 50;
    private static readonly Option<FetchOutcome?> Reason = OptionValues.Reason("Only this reason.");

    private static readonly Option<bool> Retrying = new("--retrying") { Description = "List the URLs that wait for another try instead, the next due first." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("failures", "List the URLs that failed, and why.") { CommonOptions.Crawl, Reason, Retrying, CommonOptions.Json };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var output = parsed.InvocationConfiguration.Output;
        var reason = parsed.GetValue(Reason);
        var retrying = parsed.GetValue(Retrying);
        var json = parsed.GetValue(CommonOptions.Json);
        await using var session = await SessionFactory.ReadAsync(parsed, cancellationToken);
        var crawl = await session.FindAsync(parsed.GetRequiredValue(CommonOptions.Crawl), cancellationToken);
        if (!json)
        {
            var snapshot = await session.SnapshotAsync(crawl.Name, cancellationToken);
            output.WriteLine($"{crawl.Name}: {Summary((retrying ? snapshot?.Status.RetryingFor : snapshot?.Failures) ?? [], reason, retrying)}");
        }

        var rows = retrying
            ? session.Reader.RetryingAsync(crawl.Id, null, int.MaxValue, cancellationToken).Where(row => reason is null || row.Outcome == reason)
            : session.Reader.FailuresAsync(crawl.Id, reason, cancellationToken);
        var listed = 0L;
        await foreach (var row in rows)
        {
            if (json)
            {
                output.WriteLine(JsonText.Of(new FailureDocument(
                    row.Url, row.State.ToString().ToLowerInvariant(), OutcomeName.Of(row.Outcome), row.Status, row.Attempts, row.Depth, row.FoundOn,
                    retrying ? DateTimeOffset.FromUnixTimeMilliseconds(row.DueAt) : null)));
            }
            else if (++listed > ShownOnTerminal && !Console.IsOutputRedirected)
            {
                output.WriteLine(retrying ? "  … and more: --json lists all" : $"  … and more: `thresher export {crawl.Name} --what failures` writes all");
                break;
            }
            else
            {
                output.WriteLine(Line(row, retrying));
            }
        }

        return ExitCode.Done;
    }

    private static string Summary(IReadOnlyList<ReasonCount> counts, FetchOutcome? reason, bool retrying)
    {
        var reasons = counts.Where(count => reason is null || count.Reason == OutcomeName.Of(reason.Value)).ToArray();
        return reasons.Length == 0
            ? retrying ? "nothing waits for another try" : "nothing failed"
            : string.Join(", ", reasons.Select(count => $"{count.Reason} {Figures.Count(count.Count)}"));
    }

    private static string Line(UrlRow row, bool retrying)
    {
        var foundOn = row.FoundOn is null ? "" : $"  on {row.FoundOn}";
        var due = retrying ? $"  {Figures.Plural(row.Attempts, "attempt")} failed, due {DueTime.Of(row.DueAt, TimeProvider.System)}" : "";
        return $"  {OutcomeName.Of(row.Outcome)}{(row.Status == 0 ? "" : $" {row.Status}")}  {row.Url}{foundOn}{due}";
    }
}
