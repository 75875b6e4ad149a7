using System.Text;
using Thresher.Grains.Crawls;
using Thresher.Grains.Fetching;
using Thresher.Grains.Parsing;
using Thresher.Storage;
using Thresher.Storage.Shapes;
using Thresher.Web.Robots;
using Thresher.Web.Shells;
using Thresher.Web.Urls;

namespace Thresher.Grains.Rendering;

/// <summary>
/// Finds out which pages need a browser: those with marks of an application's shell are rendered as well and compared, and what
/// that shows is remembered by host and shape of URL.
/// </summary>
internal sealed class AutoRendering(ShapeMemory memory, PageWork work, TimeProvider time)
{
    /// <summary>Looks at a page that was fetched.</summary>
    /// <returns>What it shows, where it is to be rendered; else null.</returns>
    public async Task<PageLook?> LookAsync(ActiveCrawl crawl, WebUrl url, FetchResponse response, CancellationToken cancellationToken)
    {
        var shape = UrlShape.Of(RobotsUrl.PathOf(url.RequestHref));
        var wish = ShapeRules.Of(await memory.FindAsync(crawl.Record.Id, url.DomainKey, shape, cancellationToken), Hash128.Of(Encoding.UTF8.GetBytes(url.RequestHref)).Low);
        if (wish == ShapeWish.Plain)
        {
            return null;
        }

        var outline = PageOutline.Of(response.Body.Span);
        var reads = crawl.Rendering!.RequiresFields(url.RequestHref);
        if (wish == ShapeWish.Look && ShellMarks.Of(outline) is null && !reads)
        {
            return null;
        }

        var records = reads ? await RecordsAsync(crawl, url, response) : 0;
        return wish == ShapeWish.Look && ShellMarks.Of(outline) is null && records > 0 ? null : new PageLook(shape, outline, records, reads);
    }

    /// <summary>Compares it with the page that scripts have left.</summary>
    public async Task<ShapeUpdate> CompareAsync(ActiveCrawl crawl, WebUrl url, PageLook look, FetchResponse rendered)
    {
        var differs = ShellMarks.Difference(look.Outline, PageOutline.Of(rendered.Body.Span)) is not null
            || (look.HasRules && await RecordsAsync(crawl, url, rendered) > look.Records);
        var update = new ShapeUpdate(url.DomainKey, look.Shape, differs);
        memory.Add(crawl.Record.Id, update);
        return update;
    }

    /// <summary>Sound records of a page.</summary>
    private async Task<int> RecordsAsync(ActiveCrawl crawl, WebUrl url, FetchResponse response)
    {
        var read = await work.RunAsync(crawl, new FetchedPage(url, 0, response.ContentType, time.UnixMs(), response.Body));
        return read.Reading.Items.Count(item => item.Errors is null);
    }
}

/// <summary>What a page shows as it was fetched.</summary>
/// <param name="Shape">The shape of its URL.</param>
/// <param name="Outline">Its text and links.</param>
/// <param name="Records">Sound records of the job's rules.</param>
/// <param name="HasRules">Whether they were counted.</param>
internal sealed record PageLook(string Shape, PageOutline Outline, int Records, bool HasRules);
