using Thresher.TestWeb.Generation;
using Thresher.TestWeb.Ledger;

namespace Thresher.TestWeb.Behaviours;

/// <summary>301, 302, 307 or 308, with the Location written in one of the ways RFC 9110 section 10.2.2 allows.</summary>
internal sealed class RedirectAnswer(WebPlan web) : IAnswer
{
    public Task AnswerAsync(Exchange exchange, PagePlan page)
    {
        var target = web.Redirects.TargetOf(page);
        var way = Dice.Roll(web.Options.Seed, page.Host, page.Place, Purpose.RedirectSpelling, 4);
        exchange.Response.Headers.Location = (way, target.Host == page.Host) switch
        {
            (0, true) => target.Target,
            (1, true) => string.Concat(Enumerable.Repeat("../", page.Target.Count(letter => letter == '/') - 1)) + target.Target[1..],
            (2, _) => $"//{web.Names.Authority(target.Host)}{target.Target}",
            (3, _) => $"{web.Names.UrlOf(target)}#moved",
            _ => web.Names.UrlOf(target),
        };
        return exchange.SendAsync(web.Redirects.StatusOf(page));
    }
}
