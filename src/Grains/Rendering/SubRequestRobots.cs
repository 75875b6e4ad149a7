using System.Collections.Concurrent;
using Thresher.Grains.Contracts;
using Thresher.Grains.Crawls;
using Thresher.Grains.Pages;
using Thresher.Jobs;
using Thresher.Storage;
using Thresher.Web.Robots;
using Thresher.Web.Urls;

namespace Thresher.Grains.Rendering;

/// <summary>
/// What robots.txt says to what pages ask for. Of the page's own host, and of others that are crawled, the domain's grain
/// knows it; of the rest it is fetched, and kept here for a while.
/// </summary>
internal sealed class SubRequestRobots(IGrainFactory grains, RobotsFetcher fetcher, TimeProvider time)
{
    private const int MostKept = 1024;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<(string Origin, string Token), (RobotsRules? Rules, long At)> _known = [];

    /// <summary>The rules for a crawl; null when the file cannot be had, and nothing may be asked for.</summary>
    public async Task<RobotsRules?> RulesAsync(WebUrl url, ActiveCrawl crawl, CancellationToken cancellationToken)
    {
        if (!crawl.Job.Politeness.Robots)
        {
            return RobotsRules.AllowAll;
        }

        var scheme = url.IsHttps ? "https" : "http";
        var key = ($"{scheme}://{url.DomainKey}", crawl.ProductToken);
        if (_known.TryGetValue(key, out var known) && time.GetElapsedTime(known.At) < Lifetime)
        {
            return known.Rules;
        }

        var domain = grains.GetGrain<IDomainGrain>(url.DomainKey);
        var memory = await domain.GetMemory();
        var rules = memory.Robots.Files.TryGetValue(scheme, out var record) && record.Access != RobotsAccess.Defer && record.ExpiresAt > time.UnixMs()
            ? Read(record.Access, record.Body, crawl)
            : await FetchAsync(domain, key.Item1, crawl, cancellationToken);
        if (_known.Count >= MostKept)
        {
            _known.Clear();
        }

        _known[key] = (rules, time.GetTimestamp());
        return rules;
    }

    private async Task<RobotsRules?> FetchAsync(IDomainGrain domain, string origin, ActiveCrawl crawl, CancellationToken cancellationToken)
    {
        if (!await SubRequests.ReserveAsync(domain, time, cancellationToken))
        {
            return null;
        }

        var delay = crawl.Job.Politeness.Delay ?? CrawlPoliteness.DefaultDelay;
        var fetched = await fetcher.FetchAsync(origin, crawl.Record.Id, delay, 0, other => grains.GetGrain<IDomainGrain>(other).ReserveAsync(), cancellationToken);
        return fetched.Access == RobotsAccess.Defer ? null : Read(fetched.Access, fetched.Body, crawl);
    }

    private static RobotsRules Read(RobotsAccess access, byte[] body, ActiveCrawl crawl) =>
        access == RobotsAccess.Rules ? RobotsTxt.Parse(body).RulesFor(crawl.ProductToken) : RobotsRules.AllowAll;
}
