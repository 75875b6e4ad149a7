using Thresher.Crawls;
using Thresher.Fetching;
using Thresher.Frontier;
using Thresher.Urls;

namespace Thresher.Robots;

/// <summary>Fetches a robots.txt with its redirects (RFC 9309 §2.3.1.2) and says what follows from how that ended.</summary>
public sealed class RobotsFetcher(HttpFetcher fetcher, CrawlDirectory directory, FetchSlots slots, TimeProvider time)
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);

    /// <summary>Fetches <c>origin/robots.txt</c> with the agent and the address rules of a crawl.</summary>
    /// <exception cref="OperationCanceledException">This silo ended the fetch, which says nothing about the host.</exception>
    public async Task<RobotsFetch> FetchAsync(string origin, long crawlId)
    {
        var started = time.GetTimestamp();
        var crawl = await directory.GetAsync(crawlId, slots.Stopping);
        if (crawl is null || !WebUrl.TryParse($"{origin}/robots.txt", null, out var url))
        {
            return new RobotsFetch(RobotsAccess.Defer, [], TimeSpan.Zero, started, TimeSpan.Zero);
        }

        var limits = crawl.Limits with { MaxBodyBytes = RobotsFile.MaxLength };
        for (var redirects = 0; ; redirects++)
        {
            // One total for all hops: who asked waits no longer than for a page.
            var left = crawl.Limits.Total - time.GetElapsedTime(started);
            using var response = await fetcher.GetAsync(
                url.RequestHref, crawl.UserAgent, limits with { Total = left > Least ? left : Least }, slots.Stopping);
            if (response.Outcome == FetchOutcome.Cancelled)
            {
                throw new OperationCanceledException("The silo stops, or is not sure of its ownership.");
            }

            if (response.Outcome == FetchOutcome.Redirect && redirects < RobotsAccessPolicy.MaxRedirects
                && response.Location is { } location && WebUrl.TryParse(location, url, out var target))
            {
                url = target;
                continue;
            }

            var answered = response.Outcome is FetchOutcome.Ok || response.Status is not 0 and not (>= 200 and < 300);
            var access = RobotsAccessPolicy.Decide(
                answered ? response.Status : null, response.Outcome == FetchOutcome.Redirect ? redirects + 1 : redirects);
            return new RobotsFetch(
                access,
                access == RobotsAccess.Rules ? response.Body.ToArray() : [],
                Politeness.RetryPolicy.Believed(response.RetryAfter),
                response.ArrivedBy,
                time.GetElapsedTime(started));
        }
    }
}
