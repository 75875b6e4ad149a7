using Thresher.TestWeb.Generation;
using Thresher.TestWeb.Ledger;

namespace Thresher.TestWeb.Behaviours;

/// <summary>Announces twice the bytes it sends; Kestrel then closes the connection.</summary>
internal sealed class CutOffAnswer(WebPlan web) : IAnswer
{
    public async Task AnswerAsync(Exchange exchange, PagePlan page)
    {
        var body = web.Pages.Write(page);
        exchange.Response.ContentType = HtmlAnswer.ContentType;
        exchange.Response.ContentLength = 2L * body.Length;
        exchange.Closing();
        await exchange.Response.BodyWriter.WriteAsync(body, exchange.Aborted);
    }
}
