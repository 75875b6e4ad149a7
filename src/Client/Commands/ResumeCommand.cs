using System.CommandLine;

namespace Thresher.Client.Commands;

/// <summary><c>thresher resume</c>: resumes a crawl or one of its hosts.</summary>
internal static class ResumeCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => PauseCommand.Create("resume", "Resume a crawl, or one of its hosts.", paused: false);
}
