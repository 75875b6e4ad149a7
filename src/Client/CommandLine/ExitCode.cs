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

    /// <summary>The crawl is complete, and a seed failed.</summary>
    public const int SeedFailed = 4;

    /// <summary>The crawl is complete, and nothing was fetched.</summary>
    public const int NothingFetched = 5;

    /// <summary>The crawl is complete, and more URLs failed than the job permits (<c>limits.maxFailedPercent</c>), or any with <c>--fail-on any</c>.</summary>
    public const int TooManyFailed = 6;
}
