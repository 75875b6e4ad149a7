using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;

namespace Thresher.Storage.Rules;

/// <summary>Which crawls take seeds.</summary>
internal static class SeedableCrawl
{
    /// <summary>Refuses a crawl that is gone or going: what it accepted would be removed, or be all that is left of it.</summary>
    /// <param name="crawlId">The crawl.</param>
    /// <param name="found">Its name and state; null when there is no such crawl.</param>
    /// <exception cref="StoreException">The crawl takes no seeds.</exception>
    public static void Demand(long crawlId, (string Name, CrawlState State)? found)
    {
        if (found is not { } crawl)
        {
            throw new StoreException($"crawl {crawlId} was removed: nothing more can be seeded into it");
        }

        if (crawl.State == CrawlState.Removing)
        {
            throw new StoreException(CrawlRecord.NoteOfRemoval(crawl.Name));
        }
    }
}
