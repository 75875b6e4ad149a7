namespace Thresher.Client.CommandLine;

/// <summary>A user's request that cannot be carried out: one line that names the thing and the remedy.</summary>
internal sealed class CommandException(string message, int exitCode = ExitCode.Failed) : Exception(message)
{
    /// <summary>The process's exit code.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>Whether it may succeed a little later, when a silo has started.</summary>
    public bool MayPass { get; init; }

    /// <summary>An invalid command line.</summary>
    public static CommandException Usage(string message) => new(message, CommandLine.ExitCode.Usage);
}

/// <summary>The remote silo has ended or does not answer; the call may or may not have been carried out.</summary>
internal sealed class SiloLostException(string message) : Exception(message);
