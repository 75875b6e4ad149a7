using System.CommandLine;
using Thresher.Client.CommandLine;

namespace Thresher.Client.Printing;

/// <summary>The line at the end of a command that says what to do next: for people, so only where stderr is a terminal.</summary>
internal static class NextStep
{
    /// <summary>Writes what the help of a command names as the next step.</summary>
    /// <param name="parsed">The command line, whose data directory or cluster the line names.</param>
    /// <param name="crawl">The crawl; null where the command names none.</param>
    public static void Tell(ParseResult parsed, string? crawl)
    {
        if (!Console.IsErrorRedirected && Examples.All.TryGetValue(parsed.CommandResult.Command.Name, out var examples))
        {
            parsed.InvocationConfiguration.Error.WriteLine($"next: {Filled(examples.Next, crawl, CommonOptions.PlaceOf(parsed))}");
        }
    }

    /// <summary>The step with the crawl's name, and where the crawl is, in each command line.</summary>
    internal static string Filled(string next, string? crawl, string place)
    {
        var parts = next.Split('`');
        for (var i = 1; i < parts.Length; i += 2)
        {
            parts[i] = (crawl is null ? parts[i] : parts[i].Replace("NAME", ShellWord.Quote(crawl), StringComparison.Ordinal)) + place;
        }

        return string.Join('`', parts);
    }
}
