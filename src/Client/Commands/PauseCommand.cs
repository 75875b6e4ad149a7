using System.CommandLine;
using Thresher.Client.CommandLine;
using Thresher.Client.Sessions;
using Thresher.Jobs.Outcomes;

namespace Thresher.Client.Commands;

/// <summary><c>thresher pause</c> and <c>thresher resume</c>, of a crawl or one of its hosts; requests in flight complete.</summary>
internal static class PauseCommand
{
    private static readonly Option<string?> Host = new("--host") { Description = "Only this host[:port].", HelpName = "H" };

    /// <summary>The command that pauses.</summary>
    public static Command Create() => Create("pause", "Pause a crawl, or one of its hosts.", paused: true);

    /// <summary>The command that resumes.</summary>
    public static Command CreateResume() => Create("resume", "Resume a crawl, or one of its hosts.", paused: false);

    private static Command Create(string name, string description, bool paused)
    {
        var command = new Command(name, description) { CommonOptions.Crawl, Host };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, paused, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, bool paused, CancellationToken cancellationToken)
    {
        await using var session = await SessionFactory.WriteAsync(parsed, create: false, cancellationToken);
        var crawl = await session.FindToChangeAsync(parsed.GetRequiredValue(CommonOptions.Crawl), cancellationToken);
        var host = parsed.GetValue(Host);
        if (!await session.SetPausedAsync(crawl, host, paused, cancellationToken))
        {
            throw new CommandException($"{crawl.Name} has no host {host}: `thresher hosts {crawl.Name}` lists them");
        }

        var what = host is null ? crawl.Name : $"{host} in {crawl.Name}";
        parsed.InvocationConfiguration.Output.WriteLine(
            host is null && crawl.State == CrawlState.Complete ? $"{what} is already complete"
            : paused ? $"{what} is paused"
            : session.IsServed ? $"{what} continues"
            : $"{what} is resumed: {CommonOptions.ContinueCommand(parsed, crawl.Name)} continues");
        return ExitCode.Done;
    }
}
