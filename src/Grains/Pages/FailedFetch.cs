using Thresher.Grains.Contracts;
using Thresher.Grains.Crawls;
using Thresher.Grains.Fetching;
using Thresher.Grains.Politeness;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;

namespace Thresher.Grains.Pages;

/// <summary>How a lease ends whose fetch failed: another try while one is left, else for good.</summary>
internal static class FailedFetch
{
    /// <summary>The completion.</summary>
    /// <param name="request">The leased URL.</param>
    /// <param name="crawl">Its crawl, which says how often to try.</param>
    /// <param name="outcome">How the fetch ended.</param>
    /// <param name="response">The response, for its status and Retry-After.</param>
    /// <param name="now">Unix milliseconds.</param>
    public static UrlCompletion End(FetchRequest request, ActiveCrawl crawl, FetchOutcome outcome, FetchResponse response, long now)
    {
        var wait = RetryPolicy.Next(outcome, request.Url.Attempts, crawl.Job.Limits, response.RetryAfter, Random.Shared.NextDouble());
        var end = wait is { } delay
            ? request.Ends(UrlState.Retrying, outcome, response.Status) with { DueAt = now + (long)delay.TotalMilliseconds }
            : request.Ends(UrlState.Failed, outcome, response.Status);
        return (response.Block ?? response.Why) is { } note ? end with { Note = note } : end;
    }
}
