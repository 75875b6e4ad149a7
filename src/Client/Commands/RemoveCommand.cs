using System.CommandLine;
using Thresher.Client.CommandLine;
using Thresher.Client.Printing;
using Thresher.Client.Sessions;

namespace Thresher.Client.Commands;

/// <summary><c>thresher remove</c>: deletes a crawl with everything it stored.</summary>
internal static class RemoveCommand
{
    private static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Delete without asking." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("remove", "Delete a crawl with everything it stored.") { CommonOptions.Crawl, Yes };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var io = parsed.InvocationConfiguration;
        await using var session = await SessionFactory.WriteAsync(parsed, create: false, cancellationToken);
        var crawl = await session.FindAsync(parsed.GetRequiredValue(CommonOptions.Crawl), cancellationToken);
        var totals = await session.Reader.TotalsAsync(crawl.Id, cancellationToken);
        if (!parsed.GetValue(Yes))
        {
            if (Console.IsInputRedirected)
            {
                throw CommandException.Usage($"remove asks before it deletes {crawl.Name}, and stdin is not a terminal: add --yes");
            }

            io.Error.Write($"Delete {crawl.Name} with {Figures.Plural(totals.Accepted, "URL")} and all stored pages? [y/N] ");
            if (Console.ReadLine()?.Trim() is not ("y" or "Y" or "yes"))
            {
                io.Error.WriteLine("nothing is deleted");
                return ExitCode.Stopped;
            }
        }

        await session.RemoveAsync(crawl, cancellationToken);
        io.Output.WriteLine($"{crawl.Name} is removed, with {Figures.Plural(totals.Accepted, "URL")}");
        return ExitCode.Done;
    }
}
