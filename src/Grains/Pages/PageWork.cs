using Thresher.Extraction.Reading;
using Thresher.Extraction.Sources;
using Thresher.Grains.Crawls;
using Thresher.Web.Charsets;
using Thresher.Web.Pages;

namespace Thresher.Grains.Pages;

/// <summary>What is made of a fetched page before anything is stored: parsed, and read as its job says. As many at a time as there are processors.</summary>
public sealed class PageWork(PageParser parser, TimeProvider time)
{
    private readonly SemaphoreSlim _cpu = new(Environment.ProcessorCount);

    /// <summary>Parses and reads a page.</summary>
    /// <returns>Null for the parsed page when it is not HTML.</returns>
    public async Task<(ParsedPage? Parsed, PageReading Reading)> RunAsync(ActiveCrawl crawl, FetchedPage page)
    {
        await _cpu.WaitAsync();
        try
        {
            var parsed = PageParser.IsHtml(page.ContentType, page.Body.Span)
                ? parser.Parse(page.Body, page.ContentType, crawl.Parsing, CancellationToken.None)
                : null;
            return (parsed, Read(crawl, page, parsed));
        }
        finally
        {
            _cpu.Release();
        }
    }

    private PageReading Read(ActiveCrawl crawl, FetchedPage page, ParsedPage? parsed)
    {
        if (crawl.Extraction is not { } plan)
        {
            return PageReading.None;
        }

        using var source = new PageSource(
            page.Url,
            page.ContentType,
            parsed is not null,
            () => PageParser.TextOf(page.Body.Span, parsed?.Charset.Name ?? CharsetSniffer.Detect(page.Body.Span, page.ContentType).Name))
        {
            Resolver = LinkResolver.Of(parsed, page.Url),
            Depth = page.Depth,
            FetchedAt = DateTimeOffset.FromUnixTimeMilliseconds(page.FetchedAt),
        };
        return plan.Concerns(source) ? plan.Read(source, page.HeaderLinks.With(parsed?.Links ?? []), time, crawl.Parsing.MaxParseTime) : PageReading.None;
    }
}
