namespace Thresher.Client.CommandLine;

/// <summary>What a user did that cannot be done: one line that names the thing and the remedy.</summary>
internal sealed class CommandException(string message, int exitCode = ExitCode.Failed) : Exception(message)
{
    /// <summary>The process's exit code.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>Whether it may be done a little later, when a silo has come up.</summary>
    public bool MayPass { get; init; }

    /// <summary>A command line that is wrong as written.</summary>
    public static CommandException Usage(string message) => new(message, CommandLine.ExitCode.Usage);
}
