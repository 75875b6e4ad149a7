using Thresher.Grains.Crawls;
using Thresher.Grains.Fetching;
using Thresher.Web.Urls;

namespace Thresher.Grains.Pages;

/// <summary>What a request of a crawl carries, chosen by the very URL that is asked: a redirect's target gets what its own host is to know.</summary>
internal static class CrawlRequest
{
    /// <summary>The extras of a request; null where the crawl wants none.</summary>
    /// <param name="crawl">The crawl.</param>
    /// <param name="url">What is asked.</param>
    /// <param name="proxyTurns">How often the domain has gone on to its next proxy.</param>
    public static RequestExtras? ExtrasOf(ActiveCrawl crawl, WebUrl url, int proxyTurns) =>
        crawl.Requests is null && crawl.Proxies is null ? null : new RequestExtras { Profile = crawl.Requests?.For(url), Route = crawl.RouteTo(url, proxyTurns) };
}
