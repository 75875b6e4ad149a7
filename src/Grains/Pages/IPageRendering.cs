using Thresher.Grains.Crawls;
using Thresher.Grains.Fetching;

namespace Thresher.Grains.Pages;

/// <summary>Prepares fetched pages in a browser before they are parsed.</summary>
public interface IPageRendering
{
    /// <summary>The page as the browser leaves it.</summary>
    /// <param name="crawl">Its crawl, which renders pages.</param>
    /// <param name="target">What was asked for.</param>
    /// <param name="response">What came.</param>
    /// <param name="session">What requests of it carry; null for nothing.</param>
    /// <param name="cancellationToken">Abandons it.</param>
    /// <returns>Null where the response stays as it is.</returns>
    Task<FetchResponse?> RunAsync(ActiveCrawl crawl, string target, FetchResponse response, PageSession? session, CancellationToken cancellationToken);
}
