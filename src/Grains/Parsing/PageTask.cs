using Thresher.Extraction.Extractors;
using Thresher.Extraction.Reading;
using Thresher.Extraction.Sources;
using Thresher.Grains.Crawls;
using Thresher.Web.Charsets;
using Thresher.Web.Pages;
using Thresher.Web.Requisites;

namespace Thresher.Grains.Parsing;

/// <summary>
/// The work on one page, stage by stage: its links, the job's rules, each extractor that runs in this process. What a stage has made is
/// published when the stage ends, so that a task that is abandoned leaves what is complete. It owns what it allocates and disposes it
/// itself, whenever it ends.
/// </summary>
internal sealed class PageTask(PageParser parser, TimeProvider time, ActiveCrawl crawl, FetchedPage page, IReadOnlyList<IPageExtractor> extractors)
{
    /// <summary>Name of the record that says why a page was not read to its end.</summary>
    public const string Page = "page";

    private volatile ParsedPage? _parsed;
    private volatile IReadOnlyList<string> _requisites = [];
    private volatile PageReading _reading = PageReading.None;
    private volatile string _stage = Page;
    private volatile IPageExtractor? _running;

    /// <summary>Told of each extractor before it runs.</summary>
    public Action<string>? Begins { get; init; }

    /// <summary>Whether the job's rules read the page as well.</summary>
    public bool ReadsByRules { get; init; } = true;

    /// <summary>The page as far as it is parsed; null when it is not HTML.</summary>
    public ParsedPage? Parsed => _parsed;

    /// <summary>What it needs to be shown, as written, where the crawl asks for it.</summary>
    public IReadOnlyList<string> Requisites => _requisites;

    /// <summary>Whether it needs more than the limit of links.</summary>
    public bool RequisitesCut { get; private set; }

    /// <summary>What was read of it so far.</summary>
    public PageReading Reading => _reading;

    /// <summary>What is going on: the name of an extractor, or <see cref="Page"/>.</summary>
    public string Stage => _stage;

    /// <summary>The extractor that is running; null between extractors.</summary>
    public IPageExtractor? Running => _running;

    /// <summary>Does the work.</summary>
    public void Run()
    {
        _parsed = PageParser.IsHtml(page.ContentType, page.Body.Span)
            ? parser.Parse(page.Body, page.ContentType, crawl.Parsing, CancellationToken.None)
            : null;
        if (crawl.Job.Requisites)
        {
            _requisites = PageRequisites.Of(page.Body.Span, page.ContentType, _parsed, crawl.Job.Limits.MaxLinksPerPage, out var cut);
            RequisitesCut = cut;
        }

        if (crawl.Extraction is not { } plan || page.IsRequisite)
        {
            return;
        }

        using var source = Source(page, _parsed);
        if (ReadsByRules && plan.Concerns(source))
        {
            _reading = plan.ReadByRules(source, page.HeaderLinks.With(_parsed?.Links ?? []), time, crawl.Parsing.MaxParseTime);
        }

        foreach (var extractor in extractors)
        {
            // Its name is its own code as well.
            _running = extractor;
            _stage = extractor.GetType().Name;
            _stage = extractor.Name;
            Begins?.Invoke(_stage);
            _reading = _reading.With(ExtractionPlan.ReadBy(extractor, source, time, crawl.Parsing.MaxParseTime));
            (_stage, _running) = (Page, null);
        }
    }

    /// <summary>Whether an extractor reads such a page; one that fails to say so is asked again when it is to read it.</summary>
    public static bool Wants(IPageExtractor extractor, FetchedPage page)
    {
        try
        {
            using var source = Source(page, null);
            return extractor.Wants(source);
        }
        catch (Exception)
        {
            return true;
        }
    }

    private static PageSource Source(FetchedPage page, ParsedPage? parsed) =>
        new(
            page.Url,
            page.ContentType,
            parsed is not null || (page.Body.IsEmpty && PageParser.IsHtml(page.ContentType, default)),
            () => PageParser.TextOf(page.Body.Span, parsed?.Charset.Name ?? CharsetSniffer.Detect(page.Body.Span, page.ContentType).Name))
        {
            Resolver = LinkResolver.Of(parsed, page.Url),
            Depth = page.Depth,
            FetchedAt = DateTimeOffset.FromUnixTimeMilliseconds(page.FetchedAt),
        };
}
