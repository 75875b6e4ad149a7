using Thresher.Grains.Crawls;

namespace Thresher.Grains.Frontier;

/// <summary>What a domain's schedule looks at before it sends anything; all of it may change at any time.</summary>
internal interface IDomainScene
{
    /// <summary>Whether the silo is sure of its ownership.</summary>
    bool MaySend { get; }

    /// <summary>The crawl, or null when there is none.</summary>
    ActiveCrawl? Find(long crawlId);

    /// <summary>Whether the crawl's URLs on this domain may be dispatched: it runs, and the host is not paused.</summary>
    bool MayDispatch(long crawlId);
}
