using System.Collections.Concurrent;
using System.Globalization;
using Thresher.TestWeb.Generation;
using Thresher.TestWeb.Ledger;

namespace Thresher.TestWeb.Behaviours;

/// <summary>Refuses the first requests for a URL and serves it from then on. Counts for as long as the server lives,
/// so a restarted crawler finds the counts that it left.</summary>
internal sealed class FailingFirstAnswer(WebPlan web, HtmlAnswer html) : IAnswer
{
    private readonly ConcurrentDictionary<PageAddress, int> _requests = new();

    public Task AnswerAsync(Exchange exchange, PagePlan page)
    {
        var request = _requests.AddOrUpdate(page.Address, 1, (_, count) => count + 1);
        if (request > web.FailuresFirst(page))
        {
            return html.AnswerAsync(exchange, page);
        }

        if (page.Kind == PageKind.Flaky)
        {
            return exchange.SendAsync(page.Index % 2 == 0 ? 500 : 503);
        }

        var seconds = Math.Ceiling(web.Options.RetryAfter.TotalSeconds);
        exchange.Response.Headers.RetryAfter = page.Index % 2 == 0
            ? seconds.ToString(CultureInfo.InvariantCulture)
            // A date has no fractions: one more second, so that it is never short of what is asked.
            : TimeProvider.System.GetUtcNow().AddSeconds(seconds + 1).ToString("R", CultureInfo.InvariantCulture);
        return exchange.SendAsync(429);
    }
}
