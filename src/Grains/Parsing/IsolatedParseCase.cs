using System.Text.Json;
using Thresher.Extraction.Extractors;
using Thresher.Grains.Crawls;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;
using Thresher.Web.Urls;

namespace Thresher.Grains.Parsing;

/// <summary>A page on its way to the process that tries it: a line of JSON, then the body.</summary>
/// <param name="CrawlId">The crawl's number.</param>
/// <param name="Job">The crawl's job, as JSON.</param>
/// <param name="Url">The page's URL.</param>
/// <param name="Depth">Links followed from a seed.</param>
/// <param name="ContentType">Content-Type header as sent.</param>
/// <param name="FetchedAt">Unix milliseconds.</param>
internal sealed record IsolatedParseCase(long CrawlId, string Job, string Url, int Depth, string? ContentType, long FetchedAt)
{
    /// <summary>The case of a page.</summary>
    public static IsolatedParseCase Of(ActiveCrawl crawl, FetchedPage page) =>
        new(crawl.Record.Id, crawl.Record.Job, page.Url.RequestHref, page.Depth, page.ContentType, page.FetchedAt);

    /// <summary>Writes a case and its body.</summary>
    public async Task WriteAsync(Stream to, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        await JsonSerializer.SerializeAsync(to, this, cancellationToken: cancellationToken);
        to.WriteByte((byte)'\n');
        await to.WriteAsync(body, cancellationToken);
    }

    /// <summary>Reads a case with its body, to the stream's end; null when what is there is none, as when its writer died.</summary>
    public static (ActiveCrawl Crawl, FetchedPage Page)? Read(Stream from, IEnumerable<IPageExtractor>? registered = null)
    {
        using var all = new MemoryStream();
        from.CopyTo(all);
        var bytes = all.GetBuffer().AsMemory(0, (int)all.Length);
        var head = bytes.Span.IndexOf((byte)'\n');
        return head >= 0
            && JsonSerializer.Deserialize<IsolatedParseCase>(bytes.Span[..head]) is { } read
            && read.Page(bytes[(head + 1)..]) is { } page
            && read.Crawl(registered ?? []) is { Fault: null } crawl
            ? (crawl, page)
            : null;
    }

    /// <summary>The crawl; one with a fault when its job cannot be read here.</summary>
    public ActiveCrawl Crawl(IEnumerable<IPageExtractor> registered) =>
        new(new CrawlRecord(CrawlId, "isolated", CrawlState.Running, Job, 0, 0, null, 0), registered);

    /// <summary>The page with a body; null when its URL is none.</summary>
    public FetchedPage? Page(ReadOnlyMemory<byte> body) =>
        WebUrl.TryParse(Url, null, out var url) ? new FetchedPage(url, Depth, ContentType, FetchedAt, body) : null;
}
