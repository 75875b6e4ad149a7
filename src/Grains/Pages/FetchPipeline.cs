using System.Text;
using Microsoft.Extensions.Logging;
using Thresher.Extraction.Reading;
using Thresher.Grains.Contracts;
using Thresher.Grains.Crawls;
using Thresher.Grains.Fetching;
using Thresher.Grains.Metrics;
using Thresher.Grains.Ownership;
using Thresher.Grains.Parsing;
using Thresher.Grains.Politeness;
using Thresher.Jobs.Outcomes;
using Thresher.Storage;
using Thresher.Storage.Rows;
using Thresher.Web.Charsets;
using Thresher.Web.Pages;
using Thresher.Web.Urls;

namespace Thresher.Grains.Pages;

/// <summary>
/// The way of one leased URL: fetch, parse, admit its links, commit. Whatever happens on the way ends as one
/// completion, a fault of ours or an extractor's too; only a store that is away leaves the URL leased, to be served again.
/// </summary>
public sealed partial class FetchPipeline(
    HttpFetcher fetcher,
    PageWork work,
    LinkAdmission links,
    RedirectTrail trail,
    RedirectSettling settling,
    SitemapFetch sitemaps,
    PageCommitQueue commits,
    SuspectPages suspects,
    RefreshedRules rules,
    CrawlDirectory directory,
    FetchSlots slots,
    WakeHints hints,
    ICookies cookies,
    Lazy<IPageRendering> rendering,
    TimeProvider time,
    ILogger<FetchPipeline> logger)
{
    private static readonly FetchResponse NoResponse = new() { Outcome = FetchOutcome.InternalError };

    private readonly SemaphoreSlim _alone = new(1);

    /// <summary>Takes the URL to its end.</summary>
    /// <param name="request">The leased URL.</param>
    /// <param name="offWire">Told when the request is off the wire: by when the server had it, and how long it took.</param>
    /// <param name="cancellationToken">Abandons the request, as the stop of the silo does.</param>
    public async Task<FetchResult> RunAsync(FetchRequest request, Func<long, TimeSpan, Task> offWire, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(slots.Stopping, cancellationToken);
        var crawl = await directory.GetAsync(request.Url.CrawlId, either.Token);
        if (crawl is null)
        {
            await offWire(time.GetTimestamp(), TimeSpan.Zero);
            return new FetchResult(FetchOutcome.Cancelled, false, TimeSpan.Zero, 0);
        }

        try
        {
            return request.Url.Kind == UrlKind.Sitemap ? await sitemaps.RunAsync(request, crawl, offWire, either.Token) : await PageAsync(request, crawl, offWire, either.Token);
        }
        catch (Exception fault) when (IsFault(fault, either.Token))
        {
            LogFault(request.Url.Attempts == 0 ? fault : null, request.Url.Url, $"{fault.GetType().Name}: {fault.Message.ReplaceLineEndings(" ")}");
            await offWire(time.GetTimestamp(), TimeSpan.Zero);
            var end = FailedFetch.End(request, crawl, FetchOutcome.InternalError, NoResponse, time.UnixMs());
            var result = await commits.CommitAsync(end, CancellationToken.None);
            return new FetchResult(FetchOutcome.InternalError, result.Applied, TimeSpan.Zero, 0);
        }
    }

    /// <summary>Whether it speaks against the URL, or our code; else it is the end that was asked for, or a store that is away.</summary>
    private static bool IsFault(Exception failure, CancellationToken stop) =>
        failure is not StoreException { IsTransient: true } and not StaleEpochException
        && !(failure is OperationCanceledException && stop.IsCancellationRequested);

    private async Task<FetchResult> PageAsync(FetchRequest request, ActiveCrawl crawl, Func<long, TimeSpan, Task> offWire, CancellationToken stop)
    {
        var copy = request.Url.Copy is null ? null : await rules.CopyAsync(request, crawl, stop);
        var session = PageSession.IsWanted(crawl) ? await PageSession.OpenAsync(crawl, request.Url.Target, request.ProxyTurns, cookies, time.UnixMs(), stop) : null;
        if (crawl.Rendering is not null && copy is not null)
        {
            // A shell that is unchanged says nothing of what scripts make of it.
            copy = copy with { ETag = null, LastModified = null };
        }

        if (session?.LoggedOut(request.Url, null) is { } waits)
        {
            await offWire(time.GetTimestamp(), TimeSpan.Zero);
            return waits;
        }

        using var plain = await fetcher.GetAsync(request.Url.Target, crawl.UserAgent, crawl.Limits, stop, copy, token => slots.AnsweredAsync(request.Url.Id, token), session?.Extras);
        CrawlMetrics.Fetched(plain.Outcome, plain.Elapsed);
        if (session?.LoggedOut(request.Url, plain) is { } loggedOut)
        {
            await offWire(plain.ArrivedBy, plain.Elapsed);
            return loggedOut;
        }

        var made = crawl.Rendering is null || request.Url.Kind == UrlKind.Requisite ? null : await rendering.Value.RunAsync(crawl, request.Url.Target, plain, session, stop);
        using var rendered = made?.Response;
        var response = rendered ?? plain;
        await offWire(made?.ArrivedBy ?? response.ArrivedBy, response.Elapsed);
        if (rendered is not null && session?.LoggedOut(request.Url, rendered) is { } seenLoggedOut)
        {
            return seenLoggedOut;
        }

        if (await OtherForm.AskAsync(request, crawl, response, session, commits, time) is { } again)
        {
            return again;
        }

        // A URL that was leased when a process died is parsed on record only; one that was on record when a process died, alone as
        // well, so that the next crash tells on it and no other.
        var onRecord = response.Outcome == FetchOutcome.Ok && request.Url.Crashes > 0;
        var alone = onRecord && request.Url.Strikes > 0;
        if (alone)
        {
            await _alone.WaitAsync();
        }

        try
        {
            var verdict = onRecord ? await suspects.JudgeAsync(request, crawl, Fetched(request, response, time.UnixMs())) : SuspectVerdict.Parse;
            if (verdict == SuspectVerdict.LeaseLost)
            {
                return new FetchResult(response.Outcome, false, TimeSpan.Zero, 0);
            }

            var completion = verdict switch
            {
                SuspectVerdict.Quarantine => request.Ends(UrlState.Quarantined, FetchOutcome.KilledItsProcess, response.Status),
                SuspectVerdict.CalledOff => request.Ends(UrlState.Queued, FetchOutcome.None, 0),
                _ => await CompleteAsync(request, crawl, response, session),
            };
            completion = session?.With(completion, time.UnixMs()) ?? completion;
            completion = made?.Shape is { } shape && completion.Page is not null ? completion with { Shape = shape } : completion;
            completion = completion with { Exchange = ExchangeOf(completion, crawl, response) };
            var result = await commits.CommitAsync(completion, CancellationToken.None);
            hints.Send(result.AddedElsewhere);
            await settling.SettleAsync(request, crawl, completion, session, result);
            if (completion.Check is not null && result.Applied)
            {
                await rules.ReadAsync(request, crawl, completion, CancellationToken.None);
            }

            var told = new FetchResult(
                completion.Outcome, result.Applied, RetryPolicy.Believed(response.RetryAfter), result.AddedToOwnDomain);
            return session?.With(told) ?? told;
        }
        finally
        {
            if (alone)
            {
                _alone.Release();
            }
        }
    }

    private async Task<UrlCompletion> CompleteAsync(FetchRequest request, ActiveCrawl crawl, FetchResponse response, PageSession? session) =>
        response.Outcome switch
        {
            FetchOutcome.NotModified when request.Url.Copy is { } copy => Unchanged(request, response, copy.ETag, copy.LastModified),
            FetchOutcome.Ok when request.Url.Copy?.ContentHash == Hash128.Of(response.Body.Span) =>
                await rules.HaveChangedAsync(request, crawl, slots.Stopping)
                    ? AsUnchanged(await PageAsync(request, crawl, response))
                    : Unchanged(request, response, response.ETag, response.LastModified),
            FetchOutcome.Ok => await PageAsync(request, crawl, response),
            FetchOutcome.Redirect => await RedirectAsync(request, crawl, response, session),
            FetchOutcome.Cancelled => request.Ends(UrlState.Queued, FetchOutcome.None, 0),
            FetchOutcome.BrowserDied => Struck(request, crawl, response),
            FetchOutcome.NotFound or FetchOutcome.Gone when request.Url.Copy is not null =>
                FailedFetch.End(request, crawl, FetchOutcome.PageGone, response, time.UnixMs()),
            _ => FailedFetch.End(request, crawl, response.Outcome, response, time.UnixMs()),
        };

    /// <summary>A page that took its browser with it: the third time it is quarantined.</summary>
    private UrlCompletion Struck(FetchRequest request, ActiveCrawl crawl, FetchResponse response)
    {
        var end = request.Url.Strikes + 1 >= SuspectPages.StrikeLimit
            ? request.Ends(UrlState.Quarantined, FetchOutcome.KilledItsProcess, response.Status)
            : FailedFetch.End(request, crawl, response.Outcome, response, time.UnixMs());
        return end with { IsStrike = true, Note = response.Why };
    }

    /// <summary>What is kept of an exchange that left no page, where bodies are kept.</summary>
    private Exchange? ExchangeOf(UrlCompletion completion, ActiveCrawl crawl, FetchResponse response) =>
        !crawl.Job.KeepBodies || completion.Page is not null || completion.Check is not null || completion.Outcome == FetchOutcome.None
            ? null
            : ExchangeTaken.From(response, time) with { Outcome = null };

    /// <summary>The same content has the same links, so they are not looked at again.</summary>
    private UrlCompletion Unchanged(FetchRequest request, FetchResponse response, string? tag, string? date) =>
        request.Ends(UrlState.Fetched, FetchOutcome.NotModified, response.Status) with { Check = new PageCheck(time.UnixMs(), tag, date) { Head = response.Head?.Compress() } };

    /// <summary>The same content, read by other rules: it is stored anew, and did not change.</summary>
    private static UrlCompletion AsUnchanged(UrlCompletion read) =>
        read.State == UrlState.Fetched ? read with { Outcome = FetchOutcome.NotModified } : read;

    private async Task<UrlCompletion> RedirectAsync(FetchRequest request, ActiveCrawl crawl, FetchResponse response, PageSession? session)
    {
        if (response.Location is null
            || !WebUrl.TryParse(request.Url.Target, null, out var from)
            || !WebUrl.TryParse(response.Location, from, out var to))
        {
            return request.Ends(UrlState.Failed, FetchOutcome.BadRedirect, response.Status);
        }

        var outcome = await trail.JudgeAsync(crawl, from, to, UrlKind.Page);
        if (outcome == FetchOutcome.Redirect && request.Url.Hops >= crawl.Job.Limits.MaxRedirects)
        {
            outcome = FetchOutcome.TooManyRedirects;
        }

        if (outcome == FetchOutcome.RedirectLoop && session?.MayTurn(to, time.UnixMs()) == true)
        {
            return (await trail.TurnAsync(request, crawl, from, to, response.Status, time.UnixMs())) with { Note = to.RequestHref };
        }

        if (outcome == FetchOutcome.Redirect)
        {
            if (await links.AdmitRedirectAsync(crawl, to, request.Url) is { } target)
            {
                return request.Ends(UrlState.Redirected, outcome, response.Status) with
                {
                    Links = target.Rows,
                    OutLinks = target.OutLinks?.ToBytes(),
                    Note = to.RequestHref,
                };
            }

            outcome = FetchOutcome.RedirectOutOfScope;
        }

        return request.Ends(UrlState.Failed, outcome, response.Status) with { Note = to.RequestHref };
    }

    private async Task<UrlCompletion> PageAsync(FetchRequest request, ActiveCrawl crawl, FetchResponse response)
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

    private static FetchedPage? Fetched(FetchRequest request, FetchResponse response, long at) => WebUrl.TryParse(request.Url.Target, null, out var url)
        ? new FetchedPage(url, request.Url.Depth, response.ContentType, at, response.Body) { HeaderLinks = HeaderLinks.Of(response, url), IsRequisite = request.Url.Kind == UrlKind.Requisite }
        : null;

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

    [LoggerMessage(Level = LogLevel.Error, Message = "{Url}: a fault ended the attempt, which counts: {Reason}")]
    private partial void LogFault(Exception? fault, string url, string reason);
}
