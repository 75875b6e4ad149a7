using Thresher.Extraction.Elements;
using Thresher.Extraction.Extractors;
using Thresher.Extraction.Markdown;
using Thresher.Extraction.Rules;
using Thresher.Extraction.Sources;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Jobs.Rules;
using Thresher.Web.Links;
using Thresher.Web.Streams;

namespace Thresher.Extraction.Reading;

/// <summary>
/// What a job wants from its pages, compiled once: records, links, text. A tree is built only of pages that something of it
/// concerns. Immutable; serves all the job's pages at once.
/// </summary>
public sealed class ExtractionPlan
{
    /// <summary>Most records one rule makes of a page.</summary>
    public const int MaxRecords = 10_000;

    /// <summary>Name of the invalid record that says why links of a page may be missing.</summary>
    public const string FollowRecord = "follow";

    /// <summary>Name of the invalid record that says why a page has no Markdown.</summary>
    public const string MarkdownRecord = "markdown";

    private const long MaxCharacters = 32L * 1024 * 1024;

    private readonly CompiledRule[] _rules;
    private readonly LinkRules _links;
    private readonly bool _keepsMarkdown;

    /// <summary>Compiles a job that <c>JobFile</c> has checked, with extractors in C#.</summary>
    /// <exception cref="JobException">An assembly of extractors cannot be used.</exception>
    public ExtractionPlan(CrawlJob job, IEnumerable<IPageExtractor> registered, ExtractorPolicy? policy = null)
    {
        foreach (var assembly in policy is null ? [] : job.Extractors)
        {
            policy!.Check(assembly);
        }

        _rules = [.. job.Extract.Select(rule => new CompiledRule(rule))];
        Registered = [.. registered];
        Named = [.. job.Extractors.SelectMany(ExtractorAssembly.Load)];
        _links = new LinkRules(job.Follow, job.Politeness.Robots);
        _keepsMarkdown = job.Keep.Contains(KeptForm.Markdown);
    }

    /// <summary>Extractors of the host's own services.</summary>
    public IReadOnlyList<IPageExtractor> Registered { get; }

    /// <summary>Extractors of the assemblies that the job names.</summary>
    public IReadOnlyList<IPageExtractor> Named { get; }

    /// <summary>All extractors, in the order in which they read a page.</summary>
    public IEnumerable<IPageExtractor> Extractors => Registered.Concat(Named);

    /// <summary>The rules.</summary>
    internal IReadOnlyList<CompiledRule> Rules => _rules;

    /// <summary>Whether a rule of the job is meant for such a page, or its links or text are; nothing of its body is looked at.</summary>
    public bool Concerns(PageSource page) =>
        _links.Exist
        || (_keepsMarkdown && page.IsHtml)
        || Array.Exists(_rules, rule => rule.Wants(page.Url.RequestHref, page.IsHtml, page.IsJson));

    /// <summary>Reads a page by the job's rules, then by all extractors.</summary>
    /// <param name="page">The page.</param>
    /// <param name="links">All its links, as they are written.</param>
    /// <param name="time">Bounds the reading.</param>
    /// <param name="limit">Time after which no further record is begun.</param>
    public PageReading Read(PageSource page, IReadOnlyList<RawLink> links, TimeProvider time, TimeSpan limit) =>
        Extractors.Aggregate(ReadByRules(page, links, time, limit), (reading, extractor) => reading.With(ReadBy(extractor, page, time, limit)));

    /// <summary>What an extractor makes of a page; nothing when it does not want it.</summary>
    /// <param name="extractor">The extractor. It may take any time: nothing can interrupt it.</param>
    /// <param name="page">The page.</param>
    /// <param name="time">Bounds the reading.</param>
    /// <param name="limit">Time after which no further record is begun.</param>
    public static IReadOnlyList<ItemRow> ReadBy(IPageExtractor extractor, PageSource page, TimeProvider time, TimeSpan limit)
    {
        var items = new ItemSink(new Deadline(time, limit, CancellationToken.None), MaxCharacters);
        ExtractorRun.Read(extractor, page, items);
        return items.Rows;
    }

    /// <summary>Reads a page by the job's rules alone.</summary>
    /// <param name="page">The page.</param>
    /// <param name="links">All its links, as they are written.</param>
    /// <param name="time">Bounds the reading.</param>
    /// <param name="limit">Time after which no further record is begun.</param>
    public PageReading ReadByRules(PageSource page, IReadOnlyList<RawLink> links, TimeProvider time, TimeSpan limit)
    {
        var items = new ItemSink(new Deadline(time, limit, CancellationToken.None), MaxCharacters);
        foreach (var rule in _rules)
        {
            if (rule.Wants(page.Url.RequestHref, page.IsHtml, page.IsJson))
            {
                Read(rule, page, items);
            }
        }

        var followed = _links.Exist ? Follow(page, links, items) : null;
        var markdown = _keepsMarkdown && page.IsHtml ? Markdown(page, items) : null;
        return new PageReading(items.Rows, followed, markdown);
    }

    private IReadOnlyList<FollowedLink> Follow(PageSource page, IReadOnlyList<RawLink> links, ItemSink items)
    {
        var found = _links.Find(page, links, out var refusal);
        if (refusal is not null)
        {
            items.Add(ExtractorRun.Fault(FollowRecord, refusal));
        }

        return found;
    }

    private static string? Markdown(PageSource page, ItemSink items)
    {
        if (page.Refusal is { } refusal)
        {
            items.Add(ExtractorRun.Fault(MarkdownRecord, refusal));
            return null;
        }

        try
        {
            return MarkdownText.Of(page);
        }
        catch (PageLimitException refused)
        {
            items.Add(ExtractorRun.Fault(MarkdownRecord, refused.Message));
            return null;
        }
    }

    private static void Read(CompiledRule rule, PageSource page, ItemSink items)
    {
        if ((rule.ReadsJson ? page.JsonRefusal : rule.ReadsPlain && page.Plain is not null ? null : page.Refusal) is { } refusal)
        {
            items.Add(rule.Fault(refusal));
            return;
        }

        try
        {
            ReadRecords(rule, page, items);
        }
        catch (PageLimitException refused)
        {
            items.Add(rule.Fault(refused.Message));
        }
    }

    private static void ReadRecords(CompiledRule rule, PageSource page, ItemSink items)
    {
        foreach (var scope in rule.Scopes(page))
        {
            if (items.Made(rule.Rule.Name) >= MaxRecords || !items.HasRoom)
            {
                items.Add(rule.Fault("there are more records on the page than number, time or memory allow: the rest was left out"));
                return;
            }

            if (rule.Read(scope) is { } item)
            {
                items.Add(item);
            }
        }
    }
}
