namespace Thresher.Client.CommandLine;

/// <summary>How a command ended, as scripts see it.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Failed: one line on stderr says why.</summary>
    public const int Failed = 1;

    /// <summary>The command line or the job file is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Stopped before it was complete.</summary>
    public const int Stopped = 3;
}
