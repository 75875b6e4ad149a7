using Thresher.Grains.Crawls;
using Thresher.Grains.Fetching;
using Thresher.Storage.Shapes;

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
    /// <returns>Null where the response stays as it is, and nothing is told of it.</returns>
    Task<Rendered?> RunAsync(ActiveCrawl crawl, string target, FetchResponse response, PageSession? session, CancellationToken cancellationToken);
}

/// <summary>What a browser has made of a page.</summary>
/// <param name="Response">The page as it is now, or how that failed; null where it stays as it was fetched.</param>
/// <param name="ArrivedBy">Timestamp by which the page's own host must have had the last request.</param>
/// <param name="Shape">What the page tells of its shape; null for nothing.</param>
public sealed record Rendered(FetchResponse? Response, long ArrivedBy, ShapeUpdate? Shape);
