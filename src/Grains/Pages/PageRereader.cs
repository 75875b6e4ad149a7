using System.Text;
using System.Text.RegularExpressions;
using Thresher.Extraction.Reading;
using Thresher.Grains.Crawls;
using Thresher.Grains.Links;
using Thresher.Grains.Parsing;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Storage;
using Thresher.Storage.Columns;
using Thresher.Storage.Rows;
using Thresher.Web.Pages;
using Thresher.Web.Urls;

namespace Thresher.Grains.Pages;

/// <summary>
/// Reads a crawl's stored pages again by its present rules, from the kept bodies: records, text and new links. Each batch
/// is one transaction, and where it got to is remembered after it, so that a run that is killed goes on there.
/// </summary>
public sealed class PageRereader
{
    /// <summary>What the place of a run is remembered under.</summary>
    public const string Source = "extract";

    /// <summary>What is remembered of rules that changed after pages were stored: their fingerprint, and how many pages there were.</summary>
    public const string ChangedSource = "rules";

    private const PageFlags OfAdmission = PageFlags.LinksTooDeep | PageFlags.LinksTrapped | PageFlags.HostsCut;

    private readonly ICrawlStore _store;
    private readonly ActiveCrawl _crawl;
    private readonly TimeProvider _time;
    private readonly KnownUrls _known = new();
    private readonly PageParser _parser;
    private readonly LinkAdmission _admission;

    /// <summary>Prepares to read.</summary>
    /// <param name="store">Where the pages are.</param>
    /// <param name="crawl">The crawl with the rules to read by.</param>
    /// <param name="time">The clock.</param>
    public PageRereader(ICrawlStore store, ActiveCrawl crawl, TimeProvider time)
    {
        (_store, _crawl, _time) = (store, crawl, time);
        _parser = new PageParser(time);
        _admission = new LinkAdmission(new ScopeKeys(store.Intake, time), new HostCounts(store.Reader, time), _known);
    }

    /// <summary>Pages in one transaction.</summary>
    internal int Batch { get; init; } = 256;

    /// <summary>Runs extractors; null to run them here.</summary>
    public IsolatedExtractors? Isolated { get; init; }

    private long CrawlId => _crawl.Record.Id;

    /// <summary>Remembers that pages are stored as rules read them that change now.</summary>
    /// <param name="store">Where the pages are.</param>
    /// <param name="crawlId">The crawl.</param>
    /// <param name="before">Its job so far.</param>
    /// <param name="after">Its job from now on.</param>
    /// <param name="cancellationToken">Ends the wait, not the write.</param>
    public static async Task RememberAsync(ICrawlStore store, long crawlId, CrawlJob before, CrawlJob after, CancellationToken cancellationToken)
    {
        var rules = ReadingRules.FingerprintOf(after);
        if (rules != ReadingRules.FingerprintOf(before) && (await store.Reader.TotalsAsync(crawlId, cancellationToken)).Of(UrlState.Fetched) is > 0 and var stored)
        {
            await store.Catalog.SetSeedMarkAsync(crawlId, ChangedSource, new SeedMark(rules, new SeedPosition(0, stored)), cancellationToken);
        }
    }

    /// <summary>Reads to the end.</summary>
    /// <param name="where">Only pages whose URL it matches; null for all.</param>
    /// <param name="refetch">Whether pages without a kept body are queued to be fetched again; else they stay as they are.</param>
    /// <param name="state">The state of a complete crawl in which pages are queued.</param>
    /// <param name="report">Told after each batch.</param>
    /// <param name="cancellationToken">Ends the run behind a batch; the next one goes on there.</param>
    public async Task<RereadProgress> RunAsync(
        Regex? where, bool refetch, CrawlState state, Action<RereadProgress> report, CancellationToken cancellationToken)
    {
        var fingerprint = $"{ReadingRules.FingerprintOf(_crawl.Job)} {refetch} {where}";
        var mark = await _store.Catalog.SeedMarkAsync(CrawlId, Source, cancellationToken);
        var at = mark is { } earlier && earlier.Fingerprint == fingerprint ? earlier.Position : default;
        var progress = new RereadProgress(at.Lines, 0, 0, 0, 0);
        var next = _store.Pages.ReadAsync(CrawlId, at.Offset, Batch, cancellationToken);
        var commit = Task.CompletedTask;
        while (await next is { Count: > 0 } pages && !cancellationToken.IsCancellationRequested)
        {
            // One batch is read while the one before is stored, and the next fetched from the store.
            next = _store.Pages.ReadAsync(CrawlId, pages[^1].UrlId, Batch, cancellationToken);
            var wanted = where is null ? pages : [.. pages.Where(page => where.IsMatch(page.Url))];
            var read = await ReadAsync([.. wanted.Where(page => page.Body is not null)]);
            await commit;
            commit = CommitAsync(pages, wanted, read);
        }

        await commit;
        cancellationToken.ThrowIfCancellationRequested();
        await _store.Catalog.SetSeedMarkAsync(CrawlId, Source, null, CancellationToken.None);
        if (where is null && progress.WithoutBody == 0)
        {
            await _store.Catalog.SetSeedMarkAsync(CrawlId, ChangedSource, null, CancellationToken.None);
        }

        return progress;

        async Task CommitAsync(IReadOnlyList<KeptPage> pages, IReadOnlyList<KeptPage> wanted, IReadOnlyList<PageReread> read)
        {
            var (stored, links) = read.Count == 0 ? (0, 0) : await _store.Pages.ReplaceAsync(CrawlId, read, CancellationToken.None);
            foreach (var page in read)
            {
                _known.Add(page.Links);
            }

            long[] bodiless = [.. wanted.Where(page => page.Body is null).Select(page => page.UrlId)];
            var queued = refetch && bodiless.Length > 0 ? await _store.Pages.FetchAgainAsync(CrawlId, bodiless, state, CancellationToken.None) : 0;
            progress = new RereadProgress(progress.Passed + pages.Count, progress.Read + stored, progress.Links + links, progress.WithoutBody + bodiless.Length - queued, progress.Queued + queued);
            await _store.Catalog.SetSeedMarkAsync(CrawlId, Source, new SeedMark(fingerprint, new SeedPosition(pages[^1].UrlId, progress.Passed)), CancellationToken.None);
            report(progress);
        }
    }

    /// <summary>Reads one page; one whose body is not kept is queued to be fetched again.</summary>
    public async Task ReadOneAsync(long urlId, CancellationToken cancellationToken)
    {
        if (await _store.Pages.ReadAsync(CrawlId, urlId - 1, 1, cancellationToken) is not [{ } page] || page.UrlId != urlId)
        {
            return;
        }

        if (page.Body is null)
        {
            await _store.Pages.FetchAgainAsync(CrawlId, [urlId], CrawlState.Running, cancellationToken);
        }
        else if (await ReadAsync(page) is { } read)
        {
            await _store.Pages.ReplaceAsync(CrawlId, [read], cancellationToken);
        }
    }

    private async Task<IReadOnlyList<PageReread>> ReadAsync(IReadOnlyList<KeptPage> pages)
    {
        var read = new PageReread?[pages.Count];
        await Parallel.ForAsync(0, pages.Count, async (i, _) => read[i] = await ReadAsync(pages[i]));
        return [.. read.OfType<PageReread>()];
    }

    private async ValueTask<PageReread?> ReadAsync(KeptPage page)
    {
        if (!WebUrl.TryParse(page.Url, null, out var url))
        {
            return null;
        }

        var type = page.Charset is null ? page.ContentType : $"{page.ContentType}; charset={page.Charset}";
        var fetched = new FetchedPage(url, page.Depth, type, page.FetchedAt, RowValues.Decompress(page.Body!, page.Url));
        var apart = Isolated is null ? [] : await Isolated.OfAsync(_crawl, CancellationToken.None);
        var task = new PageTask(_parser, _time, _crawl, fetched, [.. (_crawl.Extraction?.Extractors ?? []).Except(apart)]);
        task.Run();
        var items = apart.Count == 0 ? task.Reading.Items : task.Reading.With(await Isolated!.ReadAsync(_crawl, fetched, CancellationToken.None)).Items;
        var found = _crawl.Job.Politeness.Robots && (page.Flags.HasFlag(PageFlags.NoFollow) || task.Parsed?.Directives.NoFollow == true)
            ? new AdmittedLinks([], PageFlags.None, null)
            : await FoundAsync(page, url, task.Parsed, task.Reading);
        return new PageReread(
            page.UrlId,
            page.FetchedAt,
            (page.Flags & ~OfAdmission) | found.Cut,
            items,
            task.Reading.Markdown is { } markdown ? CompressedText.Of(Encoding.UTF8.GetBytes(markdown)) : null,
            found.Rows,
            found.OutLinks?.ToBytes());
    }

    private async ValueTask<AdmittedLinks> FoundAsync(KeptPage page, WebUrl url, ParsedPage? parsed, PageReading reading)
    {
        var from = new LeasedUrl(page.UrlId, CrawlId, page.Url, page.Depth, 0, 0, 0, 0);
        if (reading.Links is not { } chosen)
        {
            return parsed is null ? new AdmittedLinks([], PageFlags.None, null) : await _admission.AdmitAsync(_crawl, url, parsed, from);
        }

        var admitted = await _admission.AdmitAsync(_crawl, url, chosen, from);
        admitted.OutLinks?.TooDeep |= _crawl.Job.Follow.Any(rule => page.Depth + (rule.Next ? 0 : 1) > rule.MaxDepth);
        return admitted;
    }
}

/// <summary>How far a reading of stored pages has come.</summary>
/// <param name="Passed">Pages looked at, those of an earlier run that it goes on with among them.</param>
/// <param name="Read">Pages read again and stored.</param>
/// <param name="Links">New links.</param>
/// <param name="WithoutBody">Pages left as they are, since their bodies are not kept.</param>
/// <param name="Queued">Pages queued to be fetched again.</param>
public sealed record RereadProgress(long Passed, long Read, long Links, long WithoutBody, long Queued);
