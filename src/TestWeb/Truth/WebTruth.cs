using Thresher.TestWeb.Behaviours;
using Thresher.TestWeb.Generation;

namespace Thresher.TestWeb.Truth;

/// <summary>The truth about a synthetic web, computed from its plan alone: no page is written or read for it.</summary>
public sealed class WebTruth
{
    private readonly WebPlan _web;
    private readonly RobotsPlan _robots;
    private readonly SitemapPlan _sitemaps;

    internal WebTruth(WebPlan web, RobotsPlan robots, SitemapPlan sitemaps)
    {
        _web = web;
        _robots = robots;
        _sitemaps = sitemaps;
    }

    /// <summary>Every URL that answers with anything but 404, in canonical spelling; without the endless ones of
    /// traps, <c>/items/</c>, robots.txt and sitemaps.</summary>
    public IEnumerable<string> ExistingUrls()
    {
        for (var host = 0; host < _web.Hosts.Length; host++)
        {
            for (var index = 0; index < _web.Hosts[host].Count; index++)
            {
                var kind = _web.Hosts[host].KindOf(index);
                if (kind != PageKind.NotFound)
                {
                    yield return _web.Names.UrlOf(_web.Paths.Entry(host, index).Address);
                }

                for (var hop = 1; hop <= _web.Paths.HopsOf(host, index); hop++)
                {
                    yield return _web.Names.UrlOf(_web.Paths.Hop(host, index, hop).Address);
                }

                if (kind.HasPageBehind())
                {
                    yield return _web.Names.UrlOf(_web.Paths.Behind(host, index).Address);
                }
            }
        }
    }

    /// <summary>The URLs of one kind: entries only, not the pages behind them.</summary>
    public IEnumerable<string> UrlsOf(PageKind kind) =>
        from host in Enumerable.Range(0, _web.Hosts.Length)
        from index in Enumerable.Range(0, _web.Hosts[host].Count)
        where _web.Hosts[host].KindOf(index) == kind
        select _web.Names.UrlOf(_web.Paths.Entry(host, index).Address);

    /// <summary>What a host's sitemaps list.</summary>
    public IEnumerable<string> SitemapUrls(int host) =>
        Enumerable.Range(0, _sitemaps.FileCount(host)).SelectMany(file => _sitemaps.UrlsOf(host, file));

    /// <summary>The endless URLs of a trap, below its entry.</summary>
    public bool IsTrap(string url) =>
        _web.Names.TryParse(url, out var page) && _web.Paths.Find(page.Host, page.Target) is { Part: PagePart.Deep };

    /// <summary>Everything that a crawl under these terms discovers, nearest first. Uses memory for each page.</summary>
    public ExpectedCrawl Expect(CrawlTerms? terms = null) =>
        new CrawlForecast(_web, _robots, terms ?? new CrawlTerms()).Run(JudgeUnknown);

    private RequestVerdict JudgeUnknown(string url)
    {
        if (!_web.Names.TryParse(url, out var page) || url != _web.Names.UrlOf(page))
        {
            return RequestVerdict.Unexpected;
        }

        if (page.Target is RobotsPlan.Path || _sitemaps.FileAt(page.Host, page.Target) is not null
            || (page.Target is RobotsPlan.MovedPath && _robots.VariantOf(page.Host) == RobotsVariant.Redirect))
        {
            return RequestVerdict.SiteFile;
        }

        return _web.Paths.Find(page.Host, page.Target) is { Part: PagePart.Deep } ? RequestVerdict.Trap : RequestVerdict.Unexpected;
    }
}
