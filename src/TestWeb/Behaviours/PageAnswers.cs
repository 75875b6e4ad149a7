using Microsoft.AspNetCore.Http;
using Thresher.TestWeb.Generation;
using Thresher.TestWeb.Ledger;

namespace Thresher.TestWeb.Behaviours;

/// <summary>Finds what a request asks for and picks the answer for it.</summary>
internal sealed class PageAnswers
{
    private readonly WebPlan _web;
    private readonly RobotsAnswer _robots;
    private readonly SitemapAnswer _sitemaps;
    private readonly HtmlAnswer _html;
    private readonly IAnswer[] _byKind;

    public PageAnswers(WebPlan web, RobotsPlan robots, SitemapPlan sitemaps)
    {
        _web = web;
        _robots = new RobotsAnswer(web, robots);
        _sitemaps = new SitemapAnswer(web, sitemaps);
        _html = new HtmlAnswer(web);
        var redirect = new RedirectAnswer(web);
        var status = new StatusAnswer();
        var failingFirst = new FailingFirstAnswer(web, _html);
        var slow = new SlowAnswer(web);
        _byKind = [.. Enum.GetValues<PageKind>().Select(kind => kind switch
        {
            PageKind.NotFound or PageKind.Gone or PageKind.ServerError => status,
            PageKind.Flaky or PageKind.Throttled => failingFirst,
            PageKind.SlowStart or PageKind.Drip => slow,
            PageKind.CutOff => new CutOffAnswer(web),
            PageKind.Huge => new HugeAnswer(web),
            PageKind.CompressionBomb => new BombAnswer(web.Options.BombBytes),
            PageKind.Document => new DocumentAnswer(),
            _ => (IAnswer)(kind.IsRedirect() ? redirect : _html),
        })];
    }

    public Task AnswerAsync(Exchange exchange)
    {
        if (_web.Paths.Find(exchange.Host, exchange.Target) is { } page)
        {
            return page.Part is PagePart.Behind or PagePart.Item
                ? _html.AnswerAsync(exchange, page)
                : _byKind[(int)page.Kind].AnswerAsync(exchange, page);
        }

        if (exchange.Target is RobotsPlan.Path or RobotsPlan.MovedPath)
        {
            return _robots.AnswerAsync(exchange);
        }

        return _sitemaps.TryAnswer(exchange) ?? exchange.SendAsync(StatusCodes.Status404NotFound);
    }
}
