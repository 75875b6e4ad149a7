using Thresher.TestWeb.Generation;
using Thresher.TestWeb.Ledger;

namespace Thresher.TestWeb.Behaviours;

/// <summary>Pages that keep the client waiting: before the first byte, or between pieces of the body.</summary>
internal sealed class SlowAnswer(WebPlan web) : IAnswer
{
    private const int Pieces = 8;

    public async Task AnswerAsync(Exchange exchange, PagePlan page)
    {
        var body = web.Pages.Write(page);
        if (page.Kind == PageKind.SlowStart)
        {
            await Task.Delay(web.Options.SlowDelay, exchange.Aborted);
            await exchange.SendAsync(200, HtmlAnswer.ContentType, body);
            return;
        }

        exchange.Response.ContentType = HtmlAnswer.ContentType;
        exchange.Response.ContentLength = body.Length;
        var length = body.Length / Pieces;
        for (var piece = 0; piece < Pieces - 1; piece++)
        {
            await exchange.Response.BodyWriter.WriteAsync(body.Slice(piece * length, length), exchange.Aborted);
            await Task.Delay(web.Options.DripInterval, exchange.Aborted);
        }

        exchange.Closing();
        await exchange.Response.BodyWriter.WriteAsync(body[((Pieces - 1) * length)..], exchange.Aborted);
    }
}
