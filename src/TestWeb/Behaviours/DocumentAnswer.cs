using System.Text;
using Thresher.TestWeb.Generation;
using Thresher.TestWeb.Ledger;

namespace Thresher.TestWeb.Behaviours;

/// <summary>Bodies that are not HTML, though two of them hold what looks like a link.</summary>
internal sealed class DocumentAnswer : IAnswer
{
    private static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    public Task AnswerAsync(Exchange exchange, PagePlan page) => (page.Index % 3) switch
    {
        0 => exchange.SendAsync(200, "application/pdf", Encoding.Latin1.GetBytes(
            $"%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n% {page.Title} <a href=\"/ghost/pdf\">no link</a>\ntrailer<</Root 1 0 R>>\n%%EOF\n")),
        1 => exchange.SendAsync(200, "image/png", Png),
        _ => exchange.SendAsync(200, "application/json", Encoding.UTF8.GetBytes(
            $$"""{"title":"{{page.Title}}","html":"<a href='/ghost/json'>no link</a>"}""")),
    };
}
