using System.Text.Json;
using Thresher.Grains.Crawls;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;
using Thresher.Web.Urls;

namespace Thresher.Grains.Pages;

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
    public static (ActiveCrawl Crawl, FetchedPage Page)? Read(Stream from)
    {
        using var all = new MemoryStream();
        from.CopyTo(all);
        var bytes = all.GetBuffer().AsMemory(0, (int)all.Length);
        var head = bytes.Span.IndexOf((byte)'\n');
        return head >= 0
            && JsonSerializer.Deserialize<IsolatedParseCase>(bytes.Span[..head]) is { } read
            && WebUrl.TryParse(read.Url, null, out var url)
            && new ActiveCrawl(new CrawlRecord(read.CrawlId, "trial", CrawlState.Running, read.Job, 0, 0, null, 0)) is { Fault: null } crawl
            ? (crawl, new FetchedPage(url, read.Depth, read.ContentType, read.FetchedAt, bytes[(head + 1)..]))
            : null;
    }
}
