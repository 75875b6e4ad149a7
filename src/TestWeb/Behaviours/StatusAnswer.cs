using Thresher.TestWeb.Generation;
using Thresher.TestWeb.Ledger;

namespace Thresher.TestWeb.Behaviours;

/// <summary>404, 410 and 500, each with a small HTML body whose link is not to be followed.</summary>
internal sealed class StatusAnswer : IAnswer
{
    private static readonly byte[] Body = "<!DOCTYPE html><title>Error</title><p><a href=\"/ghost/error\">Report</a>"u8.ToArray();

    public Task AnswerAsync(Exchange exchange, PagePlan page) => exchange.SendAsync(
        page.Kind switch
        {
            PageKind.NotFound => 404,
            PageKind.Gone => 410,
            _ => 500,
        },
        HtmlAnswer.ContentType,
        Body);
}
