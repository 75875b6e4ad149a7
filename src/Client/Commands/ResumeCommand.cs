using System.CommandLine;

namespace Thresher.Client.Commands;

/// <summary><c>thresher resume</c>: goes on with what was paused.</summary>
internal static class ResumeCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => PauseCommand.Create("resume", "Go on with a crawl, or with one of its hosts.", paused: false);
}
