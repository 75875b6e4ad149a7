using Thresher.TestWeb.Generation;
using Thresher.TestWeb.Ledger;

namespace Thresher.TestWeb.Behaviours;

/// <summary>A page whose text goes on for <see cref="SyntheticWebOptions.HugeBytes"/>, streamed without a length.</summary>
internal sealed class HugeAnswer(WebPlan web) : IAnswer
{
    private readonly byte[] _block = web.Filler.Slice(0, 32 * 1024).ToArray();

    public async Task AnswerAsync(Exchange exchange, PagePlan page)
    {
        var start = web.Pages.WriteStart(page);
        exchange.Response.ContentType = HtmlAnswer.ContentType;
        await exchange.Response.BodyWriter.WriteAsync(start, exchange.Aborted);
        for (var left = web.Options.HugeBytes - start.Length; left > 0; left -= _block.Length)
        {
            if (left <= _block.Length)
            {
                exchange.Closing();
            }

            await exchange.Response.BodyWriter.WriteAsync(_block.AsMemory(0, (int)Math.Min(left, _block.Length)), exchange.Aborted);
        }
    }
}
