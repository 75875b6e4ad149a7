namespace Thresher.Client.CommandLine;

/// <summary>What makes the end of a complete crawl a failure for scripts.</summary>
[Flags]
internal enum FailOn
{
    /// <summary>Nothing does: the exit code is 0.</summary>
    None = 0,

    /// <summary>Nothing was fetched: 5.</summary>
    Nothing = 1,

    /// <summary>A seed failed: 4.</summary>
    Seeds = 2,

    /// <summary>More failed than the job permits: 6.</summary>
    Share = 4,

    /// <summary>Any URL failed: 6.</summary>
    Any = 8,

    /// <summary>What applies unless the option is given.</summary>
    Default = Nothing | Seeds | Share,
}
