using Thresher.Grains.Contracts;
using Thresher.Grains.Crawls;
using Thresher.Grains.Fetching;
using Thresher.Grains.Ownership;
using Thresher.Grains.Politeness;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;
using Thresher.Web.Robots;
using Thresher.Web.Urls;

namespace Thresher.Grains.Pages;

/// <summary>Fetches a robots.txt with its redirects (RFC 9309 §2.3.1.2) and says what follows from how that ended.</summary>
public sealed class RobotsFetcher(HttpFetcher fetcher, CrawlDirectory directory, FetchSlots slots, TimeProvider time)
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);

    /// <summary>How long one redirect may wait for its domain: longer delays would keep crawls from ever beginning.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>How long the redirects of one robots.txt may wait in all.</summary>
    public static readonly TimeSpan LongestWaits = LongestWait * RobotsAccessPolicy.MaxRedirects;

    /// <summary>Fetches <c>origin/robots.txt</c> with the agent and the address rules of a crawl.</summary>
    /// <param name="origin">Scheme, host and port.</param>
    /// <param name="crawlId">The crawl.</param>
    /// <param name="delay">Waited before a redirect within the domain is followed, a minute at most.</param>
    /// <param name="proxyTurns">How often the domain has gone on to its next proxy.</param>
    /// <param name="reserve">Asks another domain for a request: how long to wait and ask again, or zero.</param>
    /// <param name="cancellationToken">Abandons the fetch, as the stop of the silo does.</param>
    /// <exception cref="OperationCanceledException">This silo ended the fetch, which says nothing about the host.</exception>
    public async Task<RobotsFetch> FetchAsync(string origin, long crawlId, TimeSpan delay, int proxyTurns, Func<string, Task<TimeSpan>> reserve, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(slots.Stopping, cancellationToken);
        var stop = either.Token;
        var started = time.GetTimestamp();
        var crawl = await directory.GetAsync(crawlId, stop);
        if (crawl is null || !WebUrl.TryParse($"{origin}/robots.txt", null, out var url))
        {
            return new RobotsFetch(RobotsAccess.Defer, [], TimeSpan.Zero, started, TimeSpan.Zero);
        }

        // Whatever is wrong with the coding of a file that came: it is there, and what can be read of it counts.
        var limits = crawl.Limits with { MaxBodyBytes = RobotsTxt.MaxLength, TakesUndecodable = true, Blocks = null };
        var waited = TimeSpan.Zero;
        var exchanges = new List<Exchange>();
        for (var redirects = 0; ; redirects++)
        {
            // One total for all hops, their waits aside: who asked waits no longer than for a page.
            var left = crawl.Limits.Total + waited - time.GetElapsedTime(started);
            var extras = CrawlRequest.ExtrasOf(crawl, url, proxyTurns);
            using var response = await fetcher.GetAsync(
                url.RequestHref, crawl.UserAgent, limits with { Total = left > Least ? left : Least }, stop, extras: extras);
            if (response.Outcome == FetchOutcome.Cancelled)
            {
                throw new OperationCanceledException("The silo stops, or is not sure of its ownership.");
            }

            if (crawl.Job is { KeepBodies: true, Requisites: true } && url.IsHttps == origin.StartsWith("https:", StringComparison.Ordinal))
            {
                // The archive tells hosts apart by the request's own head, and takes the scheme from the URL that waits.
                exchanges.Add(ExchangeTaken.From(response, time));
            }

            if (response.Outcome == FetchOutcome.Redirect && redirects < RobotsAccessPolicy.MaxRedirects
                && response.Location is { } location && WebUrl.TryParse(location, url, out var target))
            {
                var began = time.GetTimestamp();
                if (!await MayFollowAsync(url, target, delay, reserve, time, stop))
                {
                    return new RobotsFetch(RobotsAccess.Defer, [], TimeSpan.Zero, response.ArrivedBy, time.GetElapsedTime(started)) { Exchanges = exchanges };
                }

                waited += time.GetElapsedTime(began);
                url = target;
                continue;
            }

            // A 3xx that was not followed leads to no file: it has no usable target or is one too many, or is a 304 to a
            // request without a condition. Google's reader takes them for a 404 as well.
            var answered = response.Outcome is FetchOutcome.Ok || (response.Status is not 0 and not (>= 200 and < 300) && extras?.Route?.Note is null);
            var access = response.Status is >= 300 and < 400 ? RobotsAccess.AllowAll : RobotsAccessPolicy.Decide(answered ? response.Status : null);
            return new RobotsFetch(
                access,
                access == RobotsAccess.Rules ? response.Body.ToArray() : [],
                RetryPolicy.Believed(response.RetryAfter),
                response.ArrivedBy,
                time.GetElapsedTime(started))
            {
                Failure = response.Status is 0 or (>= 200 and < 300) || extras?.Route?.Note is not null ? response.Outcome : FetchOutcome.RobotsUnreachable,
                Status = response.Status,
                Exchanges = exchanges,
                Note = extras?.Route?.Note,
                SparesHost = extras?.Route is { SparesHost: true },
            };
        }
    }

    /// <summary>A redirect, and a login's further step, is a request like any other: it waits for its domain's delay.</summary>
    internal static async Task<bool> MayFollowAsync(
        WebUrl from, WebUrl target, TimeSpan delay, Func<string, Task<TimeSpan>> reserve, TimeProvider time, CancellationToken stop)
    {
        if (target.DomainKey == from.DomainKey)
        {
            await Task.Delay(delay < LongestWait ? delay : LongestWait, time, stop);
            return true;
        }

        for (var began = time.GetTimestamp(); time.GetElapsedTime(began) < LongestWait;)
        {
            var wait = await reserve(target.DomainKey);
            if (wait <= TimeSpan.Zero)
            {
                return true;
            }

            if (wait > LongestWait)
            {
                return false;
            }

            await Task.Delay(wait, time, stop);
        }

        return false;
    }
}
