using Thresher.Jobs.Outcomes;

namespace Thresher.Storage.Rows;

/// <summary>One crawl as stored.</summary>
/// <param name="Id">Never used again, also after the crawl is removed.</param>
/// <param name="Name">Unique name.</param>
/// <param name="State">Whether it is to be worked on.</param>
/// <param name="Job">The job's definition, as JSON.</param>
/// <param name="Version">Goes up with every change of state or job.</param>
/// <param name="CreatedAt">Unix milliseconds.</param>
/// <param name="FinishedAt">Unix milliseconds; null until complete.</param>
/// <param name="ActiveMs">Milliseconds spent running so far.</param>
/// <param name="RefreshBefore">Pages last looked at before this time, Unix milliseconds, are still to be queued again; 0 when none are.</param>
public sealed record CrawlRecord(
    long Id, string Name, CrawlState State, string Job, long Version, long CreatedAt, long? FinishedAt, long ActiveMs,
    long RefreshBefore = 0)
{
    /// <summary>What a user is told of a crawl that is being removed, or whose removal was interrupted; null for others.</summary>
    public string? RemovalNote => State == CrawlState.Removing ? NoteOfRemoval(Name) : null;

    /// <summary>What a user is told of a crawl of this name that is being removed.</summary>
    public static string NoteOfRemoval(string name) =>
        $"{name} is being removed, and part of it is gone: `thresher remove {name}` finishes a removal that was interrupted";
}
