using Thresher.Grains.Crawls;
using Thresher.Grains.Fetching;
using Thresher.Web.Urls;

namespace Thresher.Grains.Pages;

/// <summary>What a request of a crawl carries, chosen by the very URL that is asked: a redirect's target gets what its own host is to know.</summary>
internal static class CrawlRequest
{
    /// <summary>The extras of a request; null where the crawl wants none.</summary>
    public static RequestExtras? ExtrasOf(ActiveCrawl crawl, WebUrl url) =>
        crawl.Requests is { } profile ? new RequestExtras { Profile = profile.For(url) } : null;
}
