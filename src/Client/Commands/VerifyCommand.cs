using System.CommandLine;
using Thresher.Client.CommandLine;
using Thresher.Client.Printing;
using Thresher.Client.Sessions;

namespace Thresher.Client.Commands;

/// <summary><c>thresher verify</c>: recounts a crawl from its rows.</summary>
internal static class VerifyCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("verify", "Recount a crawl from its rows; fails when something does not add up.")
        {
            CommonOptions.Crawl, CommonOptions.Json,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var output = parsed.InvocationConfiguration.Output;
        await using var session = await SessionFactory.ReadAsync(parsed, cancellationToken);
        var crawl = await session.FindAsync(parsed.GetRequiredValue(CommonOptions.Crawl), cancellationToken);
        var report = await session.Reader.VerifyAsync(crawl.Id, cancellationToken);
        var sound = report.Problems.Count == 0;
        if (parsed.GetValue(CommonOptions.Json))
        {
            output.WriteLine(JsonText.Of(new VerifyDocument(crawl.Name, sound, report.Urls, report.Pages, report.Problems)));
            return sound ? ExitCode.Done : ExitCode.Failed;
        }

        foreach (var problem in report.Problems)
        {
            output.WriteLine(problem);
        }

        output.WriteLine(
            $"{crawl.Name}: {Figures.Plural(report.Urls, "URL")} and {Figures.Plural(report.Pages, "page")}, "
            + (sound ? "all adds up" : Figures.Plural(report.Problems.Count, "problem")));
        return sound ? ExitCode.Done : ExitCode.Failed;
    }
}
