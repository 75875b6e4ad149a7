namespace Thresher.Jobs.Outcomes;

/// <summary>Whether a crawl is to be worked on. The numbers are stored: never reorder them.</summary>
public enum CrawlState : byte
{
    /// <summary>Its URLs are served while a silo runs.</summary>
    Running = 0,

    /// <summary>Held by its user; the process that runs it waits.</summary>
    Paused = 1,

    /// <summary>Ended by its user before it was complete; crawling it again continues it.</summary>
    Stopped = 2,

    /// <summary>Nothing was queued, leased or retrying and no producer was feeding it.</summary>
    Complete = 3,

    /// <summary>It is being removed, or its removal was interrupted: what is left of it is neither crawled nor counted on.</summary>
    Removing = 4,
}
