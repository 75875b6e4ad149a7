using System.Text;
using System.Text.Json;
using Thresher.Extraction.Extractors;
using Thresher.Extraction.Reading;
using Thresher.Extraction.Sources;
using Thresher.Grains.Control;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Web.Charsets;
using Thresher.Web.Pages;
using Thresher.Web.Urls;

namespace Thresher.Tests.Unit.Extraction.Sources;

/// <summary>Reads a page by a job as the crawl would.</summary>
internal static class Pages
{
    public const string Url = "https://shop.example/items/1?a=b";

    public static CrawlJob Job(string json) => JobFile.Read(json, "job.json");

    /// <summary>A job with one rule of these fields.</summary>
    public static CrawlJob Rule(string fields, string rest = "") => Job($$$"""{"extract":[{"name":"r",{{{rest}}}"fields":{ {{{fields}}} }}]}""");

    public static PageReading Read(CrawlJob job, string body, string type = "text/html", string url = Url, params IPageExtractor[] extractors)
    {
        using var page = Page(body, type, url, out var parsed);
        var plan = new ExtractionPlan(job, extractors);
        return plan.Concerns(page) || extractors.Length > 0 ? plan.Read(page, parsed?.Links ?? [], TimeProvider.System, TimeSpan.FromMinutes(1)) : PageReading.None;
    }

    public static IReadOnlyList<ItemRow> Items(CrawlJob job, string body, string type = "text/html", string url = Url) => Read(job, body, type, url).Items;

    /// <summary>The one field of the one record.</summary>
    public static string Field(string field, string body, string rest = "", string type = "text/html")
    {
        var item = Assert.Single(Items(Rule($"\"f\":{field}", rest), body, type));
        return JsonDocument.Parse(item.Json).RootElement.GetProperty("f").GetRawText() + (item.Errors is null ? "" : $" {item.Errors}");
    }

    public static PageSource Page(string body, string type, string url, out ParsedPage? parsed)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        Assert.True(WebUrl.TryParse(url, null, out var at));
        parsed = PageParser.IsHtml(type, bytes) ? new PageParser(TimeProvider.System).Parse(bytes, $"{type}; charset=utf-8", ParsingOptions.Default, CancellationToken.None) : null;
        return new PageSource(at, type, parsed is not null, () => DecodedText.Of(body))
        {
            Resolver = LinkResolver.Of(parsed, at),
            Depth = 2,
            FetchedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        };
    }
}
