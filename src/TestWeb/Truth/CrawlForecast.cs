using Thresher.TestWeb.Behaviours;
using Thresher.TestWeb.Generation;

namespace Thresher.TestWeb.Truth;

/// <summary>Walks the plan of a web breadth first, as a crawl under given terms would walk the web.</summary>
internal sealed class CrawlForecast(WebPlan web, RobotsPlan robots, CrawlTerms terms)
{
    private readonly Dictionary<string, ExpectedPage> _pages = [];
    private readonly Queue<(PagePlan Page, int Depth)> _next = [];
    private HashSet<int> _scope = [];

    public ExpectedCrawl Run(Func<string, RequestVerdict> judgeUnknown)
    {
        var seeds = terms.Seeds is null
            ? [.. Enumerable.Range(0, web.Hosts.Length).Select(host => web.Paths.Entry(host, 0).Address)]
            : terms.Seeds.Select(Parse).ToList();
        _scope = [.. seeds.Select(seed => seed.Host)];
        foreach (var seed in seeds)
        {
            Discover(seed, 0);
        }

        while (_next.TryDequeue(out var next))
        {
            foreach (var target in TargetsOf(next.Page))
            {
                Discover(target, next.Depth + 1);
            }
        }

        return new ExpectedCrawl(terms, _pages, judgeUnknown);
    }

    private PageAddress Parse(Uri seed) =>
        web.Names.TryParse(seed.AbsoluteUri, out var page)
            ? page
            : throw new ArgumentException($"{seed} is not on this web.", nameof(terms));

    private void Discover(PageAddress address, int depth)
    {
        var url = web.Names.UrlOf(address);
        if (depth > terms.MaxDepth || (!terms.AnyHost && !_scope.Contains(address.Host)) || _pages.ContainsKey(url))
        {
            return;
        }

        var page = web.Paths.Find(address.Host, address.Target);
        if (page is { Part: PagePart.Deep })
        {
            return;
        }

        var expected = page is null
            ? new ExpectedPage(url, address.Host, PageKind.NotFound, ExpectedOutcome.FailedStatus, 404, depth, 0, null, null)
            : Expect(page, url, depth);
        _pages.Add(url, expected);
        if (page is not null && expected.IsRequested)
        {
            _next.Enqueue((page, depth));
        }
    }

    private ExpectedPage Expect(PagePlan page, string url, int depth)
    {
        var (outcome, status) = OutcomeOf(page);
        var redirectsTo = status is > 300 and < 400 ? web.Names.UrlOf(web.Redirects.TargetOf(page)) : null;
        var record = outcome is ExpectedOutcome.Fetched or ExpectedOutcome.FetchedPartly && page.IsHtml
            ? PageRecord.Of(page, web.Options.Seed)
            : null;
        return new ExpectedPage(url, page.Host, page.Kind, outcome, status, depth, web.FailuresFirst(page), redirectsTo, record);
    }

    private (ExpectedOutcome Outcome, int Status) OutcomeOf(PagePlan page)
    {
        if (terms.RespectRobots && robots.IsUnavailable(page.Host))
        {
            return (ExpectedOutcome.RobotsUnavailable, 0);
        }

        if (terms.RespectRobots && robots.Disallows(page))
        {
            return (ExpectedOutcome.Disallowed, 0);
        }

        return page.Part is PagePart.Behind or PagePart.Item ? (ExpectedOutcome.Fetched, 200) : page.Kind switch
        {
            PageKind.RedirectLoop => (ExpectedOutcome.RedirectLoop, web.Redirects.StatusOf(page)),
            var kind when kind.IsRedirect() => (ExpectedOutcome.Redirected, web.Redirects.StatusOf(page)),
            PageKind.NotFound => (ExpectedOutcome.FailedStatus, 404),
            PageKind.Gone => (ExpectedOutcome.FailedStatus, 410),
            PageKind.ServerError => (ExpectedOutcome.FailedStatus, 500),
            PageKind.CutOff or PageKind.CompressionBomb => (ExpectedOutcome.FailedBody, 200),
            PageKind.Huge => (ExpectedOutcome.FetchedPartly, 200),
            _ => (ExpectedOutcome.Fetched, 200),
        };
    }

    private IEnumerable<PageAddress> TargetsOf(PagePlan page)
    {
        if (page.Kind.IsRedirect() && page.Part != PagePart.Behind)
        {
            return [web.Redirects.TargetOf(page)];
        }

        // The links of a page that fails in its body do not count, though some may have been read.
        return page is { Kind: PageKind.CutOff or PageKind.CompressionBomb, Part: PagePart.Entry }
            ? []
            : web.Links.LinksOf(page).Where(link => !(link.NoFollow && terms.RespectNofollow)).Select(link => link.To);
    }
}
