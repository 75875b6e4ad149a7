using Thresher.Grains.Crawls;

namespace Thresher.Grains.Frontier;

/// <summary>The silo as a domain's schedule sees it.</summary>
internal sealed class DomainScene(string domain, DomainServices services) : IDomainScene
{
    public bool MaySend => services.Ownership.Holds;

    public ActiveCrawl? Find(long crawlId) => services.Directory.Find(crawlId);

    public bool MayDispatch(long crawlId) => services.Directory.MayDispatch(crawlId, domain);
}
