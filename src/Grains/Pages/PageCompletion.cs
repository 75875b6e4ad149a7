using System.Text;
using Thresher.Extraction.Reading;
using Thresher.Grains.Contracts;
using Thresher.Grains.Crawls;
using Thresher.Grains.Fetching;
using Thresher.Grains.Links;
using Thresher.Grains.Ownership;
using Thresher.Grains.Parsing;
using Thresher.Jobs.Outcomes;
using Thresher.Storage;
using Thresher.Storage.Rows;
using Thresher.Web.Charsets;
using Thresher.Web.Pages;
using Thresher.Web.Urls;

namespace Thresher.Grains.Pages;

/// <summary>A page that came: parsed, its records extracted, its links admitted, all of it in the one completion that stores it.</summary>
public sealed class PageCompletion(PageWork work, LinkAdmission links, FetchSlots slots, TimeProvider time)
{
    /// <summary>The page as it is parsed; null when its URL is none, which only a row from elsewhere can be.</summary>
    /// <param name="request">The leased URL.</param>
    /// <param name="response">The response with the body.</param>
    /// <param name="at">When it came, Unix milliseconds.</param>
    internal static FetchedPage? Fetched(FetchRequest request, FetchResponse response, long at) => WebUrl.TryParse(request.Url.Target, null, out var url)
        ? new FetchedPage(url, request.Url.Depth, response.ContentType, at, response.Body) { HeaderLinks = HeaderLinks.Of(response, url), IsRequisite = request.Url.Kind == UrlKind.Requisite }
        : null;

    /// <summary>The end of the attempt; the URL is queued again where the silo stops before the page is parsed.</summary>
    /// <param name="request">The leased URL.</param>
    /// <param name="crawl">Its crawl.</param>
    /// <param name="response">The response with the body.</param>
    public async Task<UrlCompletion> OfAsync(FetchRequest request, ActiveCrawl crawl, FetchResponse response)
    {
        var page = new PageRow
        {
            Status = response.Status,
            ContentType = MimeType.Essence(response.ContentType),
            Bytes = response.Body.Length,
            ContentHash = Hash128.Of(response.Body.Span),
            FetchedAt = time.UnixMs(),
            ElapsedMs = (int)response.Elapsed.TotalMilliseconds,
            Flags = (response.BodyCut ? PageFlags.BodyCut : PageFlags.None)
                | (response.Rendering is { } made ? PageFlags.Rendered | (made.IsUnsettled ? PageFlags.RenderCut : PageFlags.None) : PageFlags.None),
            ETag = response.ETag,
            LastModified = response.LastModified,
            Body = crawl.Job.KeepBodies ? CompressedText.Of(response.Body.Span) : null,
            Original = crawl.Job.KeepBodies && response.Rendering is { } from ? CompressedText.Of(from.Original.Span) : null,
            Head = response.Head?.Compress(),
        };
        if (Fetched(request, response, page.FetchedAt) is not { } fetched)
        {
            return request.Ends(UrlState.Fetched, Stored(request, page.Flags), response.Status) with { Page = page };
        }

        ReadPage read;
        try
        {
            read = await work.RunAsync(crawl, fetched);
        }
        catch (OperationCanceledException) when (slots.Stopping.IsCancellationRequested)
        {
            return request.Ends(UrlState.Queued, FetchOutcome.None, 0);
        }

        var (parsed, reading) = read;
        var directives = PageDirectives.FromHeader(response.RobotsTags, crawl.ProductToken);
        if (parsed is not null)
        {
            directives = parsed.Directives.Merge(directives);
            page = page with
            {
                Charset = parsed.Charset.Name,
                Title = parsed.Title,
                LinkCount = parsed.Links.Length,
                SimHash = parsed.SimHash,
                Flags = page.Flags | LinkAdmission.Flags(parsed, directives),
            };
        }

        page = page with { CanonicalLink = LinkAdmission.Canonical(parsed, fetched) };
        var found = (directives.NoFollow && crawl.Job.Politeness.Robots) || fetched.IsRequisite
            ? new AdmittedLinks([], PageFlags.None, null)
            : await FoundAsync(request, crawl, fetched, parsed, reading);
        if (read.Requisites.Count > 0)
        {
            // A link that is a requisite as well is a page.
            found = found.With(links.AdmitRequisites(crawl, Resolved(read.Requisites, LinkResolver.Of(parsed, fetched.Url)), request.Url));
        }

        page = page with { Flags = page.Flags | found.Cut | (read.RequisitesCut ? PageFlags.LinksCut : PageFlags.None) };
        return request.Ends(UrlState.Fetched, Stored(request, page.Flags), response.Status) with
        {
            Page = reading.Markdown is null ? page : page with { Markdown = CompressedText.Of(Encoding.UTF8.GetBytes(reading.Markdown)) },
            Items = reading.Items,
            Links = found.Rows,
            OutLinks = found.OutLinks?.ToBytes(),
        };
    }

    private async ValueTask<AdmittedLinks> FoundAsync(
        FetchRequest request, ActiveCrawl crawl, FetchedPage page, ParsedPage? parsed, PageReading reading)
    {
        if (reading.Links is { } chosen)
        {
            // What a rule's own limit of depth leaves out, it does not tell.
            var admitted = await links.AdmitAsync(crawl, page.Url, chosen, request.Url);
            admitted.OutLinks?.TooDeep |= crawl.Job.Follow.Any(rule => request.Url.Depth + (rule.Next ? 0 : 1) > rule.MaxDepth);
            return admitted;
        }

        var found = parsed is null ? new AdmittedLinks([], PageFlags.None, null) : await links.AdmitAsync(crawl, page.Url, parsed, request.Url);
        if (page.HeaderLinks.Links.Count == 0)
        {
            return found;
        }

        var named = await links.AdmitAsync(crawl, page.Url, page.HeaderLinks.Follow(crawl.Job.Politeness.Robots, request.Url.Depth), request.Url);
        return found.With(named);
    }

    private static IEnumerable<WebUrl> Resolved(IReadOnlyList<string> references, LinkResolver resolver)
    {
        foreach (var reference in references)
        {
            if (resolver.TryResolve(reference, out var target))
            {
                yield return target;
            }
        }
    }

    // What was cut shows in the ledger; of a page that was stored before, that it changed.
    private static FetchOutcome Stored(FetchRequest request, PageFlags flags) => request.Url.Copy is not null ? FetchOutcome.Changed
        : flags.HasFlag(PageFlags.BodyCut) ? FetchOutcome.BodyCut
        : flags.HasFlag(PageFlags.LinksCut) ? FetchOutcome.LinksCut
        : flags.HasFlag(PageFlags.ParseCut) ? FetchOutcome.ParseCut
        : FetchOutcome.Ok;
}
