using Thresher.Grains.Contracts;
using Thresher.Grains.Pages;
using Thresher.Grains.Politeness;
using Thresher.Jobs.Outcomes;
using Thresher.Jobs.Scope;
using Thresher.Storage;
using Thresher.Storage.Rows;
using Thresher.Web.Urls;

namespace Thresher.Grains.Frontier;

/// <summary>The host's robots.txt, and the sitemaps that it names for the crawls that want them.</summary>
public sealed partial class DomainGrain
{
    private async Task FetchRobotsAsync()
    {
        var url = _window.Peek();
        await services.Slots.TakeAsync();
        RobotsFetch fetched;
        var limit = (services.Directory.Find(url.CrawlId)?.Limits.Total ?? TimeSpan.Zero) + RobotsFetcher.LongestWaits + AnswerMargin;
        _watch.Moved(limit);
        _politeness.Pace.Started();
        try
        {
            fetched = await GrainFactory.GetGrain<IFetchWorkerGrain>(0)
                .FetchRobotsAsync(url.Url[..UrlParts.OriginLength(url.Url)], url.CrawlId, _politeness.Policy.Delay)
                .WaitAsync(limit, _time);
        }
        catch
        {
            _politeness.Pace.Finished(_time.GetTimestamp(), TimeSpan.Zero);
            throw;
        }
        finally
        {
            services.Slots.Release();
        }

        _politeness.Pace.Finished(fetched.ArrivedBy, fetched.Took);
        _politeness.HoldOffFor(fetched.RetryAfter);
        if (fetched.Access == RobotsAccess.Defer)
        {
            // The URL next in line pays with an attempt, as if it had been fetched: so a dead host comes to an end.
            var retries = services.Directory.Find(url.CrawlId)?.Job.Limits.Retries ?? 0;
            var again = RetryPolicy.Next(FetchOutcome.RobotsUnreachable, url.Attempts, retries, null, Random.Shared.NextDouble());
            if (_window.TryPeek(out var head) && head.Id == url.Id)
            {
                _window.Dequeue();
                await services.Commits.CommitAsync(
                    Request(url).Ends(again is null ? UrlState.Failed : UrlState.Retrying, FetchOutcome.RobotsUnreachable, 0)
                        with
                    { DueAt = again is { } wait ? _time.UnixMs() + (long)wait.TotalMilliseconds : 0 },
                    CancellationToken.None);
            }

            await FailedAsync();
            _politeness.HoldOffFor(FirstHoldOff);
        }
        else
        {
            _politeness.Put(UrlParts.Scheme(url.Url), fetched);
        }
    }

    /// <summary>
    /// Accepts the sitemaps into the crawl of a URL that waits here meanwhile, so that the crawl cannot be complete. Done
    /// once for each crawl and activation: what is known already is left as it is.
    /// </summary>
    private async Task OfferSitemapsAsync(LeasedUrl url)
    {
        if (services.Directory.Find(url.CrawlId) is not { } crawl || !WebUrl.TryParse(url.Url, null, out var self))
        {
            _offered.Add((url.CrawlId, UrlParts.Scheme(url.Url)));
            return;
        }

        var rows = new List<NewUrl>();
        foreach (var written in _politeness.Sitemaps(UrlParts.Scheme(url.Url)))
        {
            if (WebUrl.TryParse(written, self, out var sitemap) && sitemap.RequestHref.Length <= crawl.Job.Limits.MaxUrlLength)
            {
                rows.Add(crawl.Admission.SitemapRow(sitemap, 0));
            }
        }

        if (rows.Count > 0)
        {
            await services.Frontier.AcceptAsync(url.CrawlId, rows, [], CancellationToken.None);
            _mayHaveMore = true;
        }

        _offered.Add((url.CrawlId, UrlParts.Scheme(url.Url)));
    }
}
