using System.Text;
using Thresher.Activity;
using Thresher.Committing;
using Thresher.Crawls;
using Thresher.Extraction;
using Thresher.Frontier;
using Thresher.Parsing;
using Thresher.Politeness;
using Thresher.Storage;
using Thresher.Urls;

namespace Thresher.Fetching;

/// <summary>
/// The way of one leased URL: fetch, parse, admit its links, commit. Whatever happens on the way ends as one
/// completion; only a failure of the store leaves the URL leased, to be served again.
/// </summary>
public sealed class FetchPipeline(
    HttpFetcher fetcher,
    PageParser parser,
    LinkAdmission links,
    SitemapFetch sitemaps,
    PageCommitQueue commits,
    IFrontierStore frontier,
    CrawlDirectory directory,
    FetchSlots slots,
    WakeHints hints,
    TimeProvider time)
{
    private readonly SemaphoreSlim _cpu = new(Environment.ProcessorCount);
    private readonly SemaphoreSlim _alone = new(1);

    /// <summary>Takes the URL to its end.</summary>
    /// <param name="request">The leased URL.</param>
    /// <param name="offWire">Told when the request is off the wire: by when the server had it, and how long it took.</param>
    public async Task<FetchResult> RunAsync(FetchRequest request, Func<long, TimeSpan, Task> offWire)
    {
        var crawl = await directory.GetAsync(request.Url.CrawlId, slots.Stopping);
        if (crawl is null)
        {
            await offWire(time.GetTimestamp(), TimeSpan.Zero);
            return new FetchResult(FetchOutcome.Cancelled, false, TimeSpan.Zero, 0);
        }

        if (request.Url.Kind == UrlKind.Sitemap)
        {
            return await sitemaps.RunAsync(request, crawl, offWire);
        }

        using var response = await fetcher.GetAsync(request.Url.Url, crawl.UserAgent, crawl.Limits, slots.Stopping, request.Url.Copy);
        CrawlMetrics.Fetched(response.Outcome, response.Elapsed);
        await offWire(response.ArrivedBy, response.Elapsed);

        // Whoever was leased when a process died is parsed on record only; who was on record when one died, alone as
        // well, so that the next crash tells on it and no other.
        var onRecord = response.Outcome == FetchOutcome.Ok && request.Url.Crashes > 0;
        var alone = onRecord && request.Url.Strikes > 0;
        if (alone)
        {
            await _alone.WaitAsync();
        }

        try
        {
            if (onRecord && !await frontier.MarkParsingAsync(request.Url.Id, request.Epoch, CancellationToken.None))
            {
                return new FetchResult(response.Outcome, false, TimeSpan.Zero, 0);
            }

            var completion = await CompleteAsync(request, crawl, response);
            var result = await commits.CommitAsync(completion, CancellationToken.None);
            hints.Send(result.AddedElsewhere);
            return new FetchResult(
                completion.Outcome, result.Applied, RetryPolicy.Believed(response.RetryAfter), result.AddedToOwnDomain);
        }
        finally
        {
            if (alone)
            {
                _alone.Release();
            }
        }
    }

    private async Task<UrlCompletion> CompleteAsync(FetchRequest request, ActiveCrawl crawl, FetchResponse response) =>
        response.Outcome switch
        {
            FetchOutcome.NotModified when request.Url.Copy is { } copy => Unchanged(request, response, copy.ETag, copy.LastModified),
            FetchOutcome.Ok when request.Url.Copy?.ContentHash == Hash128.Of(response.Body.Span) =>
                Unchanged(request, response, response.ETag, response.LastModified),
            FetchOutcome.Ok => await PageAsync(request, crawl, response),
            FetchOutcome.Redirect => await RedirectAsync(request, crawl, response),
            FetchOutcome.Cancelled => request.Ends(UrlState.Queued, FetchOutcome.None, 0),
            FetchOutcome.NotFound or FetchOutcome.Gone when request.Url.Copy is not null =>
                FailedFetch.End(request, crawl, FetchOutcome.PageGone, response, time.UnixMs()),
            _ => FailedFetch.End(request, crawl, response.Outcome, response, time.UnixMs()),
        };

    /// <summary>The same content has the same links, so they are not looked at again.</summary>
    private UrlCompletion Unchanged(FetchRequest request, FetchResponse response, string? tag, string? date) =>
        request.Ends(UrlState.Fetched, FetchOutcome.NotModified, response.Status) with { Check = new PageCheck(time.UnixMs(), tag, date) { Head = response.Head?.Compress() } };

    private async Task<UrlCompletion> RedirectAsync(FetchRequest request, ActiveCrawl crawl, FetchResponse response)
    {
        if (response.Location is null
            || !WebUrl.TryParse(request.Url.Url, null, out var from)
            || !WebUrl.TryParse(response.Location, from, out var to))
        {
            return request.Ends(UrlState.Failed, FetchOutcome.BadRedirect, response.Status);
        }

        if (request.Url.Hops >= crawl.Job.Limits.MaxRedirects)
        {
            return request.Ends(UrlState.Failed, FetchOutcome.TooManyRedirects, response.Status);
        }

        var target = await links.AdmitRedirectAsync(crawl, to, request.Url);
        return target is { } row
            ? request.Ends(UrlState.Redirected, FetchOutcome.Redirect, response.Status) with { Links = row }
            : request.Ends(UrlState.Failed, FetchOutcome.RedirectOutOfScope, response.Status);
    }

    private async Task<UrlCompletion> PageAsync(FetchRequest request, ActiveCrawl crawl, FetchResponse response)
    {
        var page = new PageRow
        {
            Status = response.Status,
            ContentType = MediaType(response.ContentType),
            Bytes = response.Body.Length,
            ContentHash = Hash128.Of(response.Body.Span),
            FetchedAt = time.UnixMs(),
            ElapsedMs = (int)response.Elapsed.TotalMilliseconds,
            Flags = response.BodyCut ? PageFlags.BodyCut : PageFlags.None,
            ETag = response.ETag,
            LastModified = response.LastModified,
            Body = crawl.Job.KeepBodies ? CompressedText.Of(response.Body.Span) : null,
            Head = response.Head?.Compress(),
        };
        IReadOnlyList<NewUrl> found = [];
        if (!WebUrl.TryParse(request.Url.Url, null, out var url))
        {
            return request.Ends(UrlState.Fetched, Stored(request), response.Status) with { Page = page };
        }

        ParsedPage? parsed = null;
        var mayFollow = true;
        if (PageParser.IsHtml(response.ContentType, response.Body.Span))
        {
            parsed = await ParseAsync(crawl, response);
            var directives = parsed.Directives.Merge(PageDirectives.FromHeader(response.RobotsTags, crawl.ProductToken));
            page = page with
            {
                Charset = parsed.Charset.Name,
                Title = parsed.Title,
                LinkCount = parsed.Links.Length,
                SimHash = parsed.SimHash,
                CanonicalLink = LinkAdmission.Canonical(parsed, url),
                Flags = page.Flags | LinkAdmission.Flags(parsed, directives),
            };
            mayFollow = !(directives.NoFollow && crawl.Job.Politeness.Robots);
        }

        var reading = await ReadAsync(crawl, request.Url, url, page, parsed, response);
        if (mayFollow)
        {
            found = reading.Links is { } chosen ? await links.AdmitAsync(crawl, url, chosen, request.Url)
                : parsed is not null ? await links.AdmitAsync(crawl, url, parsed, request.Url) : [];
        }

        return request.Ends(UrlState.Fetched, Stored(request), response.Status) with
        {
            Page = reading.Markdown is null ? page : page with { Markdown = CompressedText.Of(Encoding.UTF8.GetBytes(reading.Markdown)) },
            Items = reading.Items,
            Links = found,
        };
    }

    private static FetchOutcome Stored(FetchRequest request) => request.Url.Copy is null ? FetchOutcome.Ok : FetchOutcome.Changed;

    private async Task<PageReading> ReadAsync(
        ActiveCrawl crawl, LeasedUrl from, WebUrl url, PageRow page, ParsedPage? parsed, FetchResponse response)
    {
        if (crawl.Extraction is not { } plan)
        {
            return PageReading.None;
        }

        using var source = new PageSource(
            url,
            response.ContentType,
            parsed is not null,
            () => PageParser.TextOf(response.Body.Span, parsed?.Charset.Name ?? CharsetSniffer.Detect(response.Body.Span, response.ContentType).Name))
        {
            BaseUrl = parsed is null ? url : LinkAdmission.Base(parsed, url),
            Depth = from.Depth,
            FetchedAt = DateTimeOffset.FromUnixTimeMilliseconds(page.FetchedAt),
        };
        if (!plan.Concerns(source))
        {
            return PageReading.None;
        }

        await _cpu.WaitAsync();
        try
        {
            return plan.Read(source, parsed?.Links ?? [], time, crawl.Parsing.MaxParseTime);
        }
        finally
        {
            _cpu.Release();
        }
    }

    private async Task<ParsedPage> ParseAsync(ActiveCrawl crawl, FetchResponse response)
    {
        await _cpu.WaitAsync();
        try
        {
            return parser.Parse(response.Body, response.ContentType, crawl.Parsing, CancellationToken.None);
        }
        finally
        {
            _cpu.Release();
        }
    }

    private static string? MediaType(string? contentType)
    {
        var end = contentType?.IndexOf(';') ?? -1;
        var type = (end < 0 ? contentType : contentType![..end])?.Trim().ToLowerInvariant();
        return string.IsNullOrEmpty(type) ? null : type;
    }
}
