using System.Globalization;
using Microsoft.Extensions.Logging;
using Thresher.Grains.Contracts;
using Thresher.Grains.Crawls;
using Thresher.Grains.Fetching;
using Thresher.Grains.Links;
using Thresher.Grains.Metrics;
using Thresher.Grains.Ownership;
using Thresher.Grains.Politeness;
using Thresher.Jobs.Outcomes;
using Thresher.Jobs.Scope;
using Thresher.Storage;
using Thresher.Storage.Rows;
using Thresher.Web.Sitemaps;
using Thresher.Web.Urls;

namespace Thresher.Grains.Pages;

/// <summary>
/// The way of one leased sitemap: its entries are admitted and accepted in batches while it arrives, and only then is
/// the next read, so memory is flat and the server waits for the store. The lease ends after the last batch; a sitemap
/// whose reading was interrupted is read again from its beginning, and what was accepted before changes nothing then.
/// </summary>
public sealed partial class SitemapFetch(
    HttpFetcher fetcher, LinkAdmission links, RedirectTrail trail, RedirectSettling settling, SitemapBudget budget, PageCommitQueue commits, FetchSlots slots, WakeHints hints, ICookies cookies, TimeProvider time, ILogger<SitemapFetch> log)
{
    private const int BatchSize = 1000;

    // The limit of entries is for those who write sitemaps; that of bytes bounds those who read them.
    private readonly SitemapReader _reader = new(new SitemapReaderOptions { MaxEntries = int.MaxValue, SkipDocumentType = true });

    /// <summary>Takes the sitemap to its end.</summary>
    /// <param name="request">The leased URL, a sitemap's.</param>
    /// <param name="crawl">Its crawl.</param>
    /// <param name="offWire">Told when the request is off the wire: by when the server had it, and how long it took.</param>
    /// <param name="stop">Abandons the request.</param>
    public async Task<FetchResult> RunAsync(FetchRequest request, ActiveCrawl crawl, Func<long, TimeSpan, Task> offWire, CancellationToken stop)
    {
        var added = 0;
        SitemapEnd? end = null;
        KeptBody? kept = null;
        var cut = new ListedCut();
        var session = PageSession.IsWanted(crawl) ? await PageSession.OpenAsync(crawl, request.Url.Target, request.ProxyTurns, cookies, time.UnixMs(), stop) : null;
        if (session?.LoggedOut(request.Url, null) is { } waits)
        {
            await offWire(time.GetTimestamp(), TimeSpan.Zero);
            return waits;
        }

        using var response = await fetcher.StreamAsync(request.Url.Target, crawl.UserAgent, crawl.Limits, ReadAsync, stop, token => slots.AnsweredAsync(request.Url.Id, token), session?.Extras);
        CrawlMetrics.Fetched(response.Outcome, response.Elapsed);
        await offWire(response.ArrivedBy, response.Elapsed);
        if (session?.LoggedOut(request.Url, response) is { } loggedOut)
        {
            return loggedOut;
        }

        if (await OtherForm.AskAsync(request, crawl, response, session, commits, time) is { } again)
        {
            return again;
        }

        var completion = await CompletionAsync(request, crawl, response, end, cut);
        if (crawl.Job.KeepBodies && completion.Outcome != FetchOutcome.None)
        {
            var taken = ExchangeTaken.From(response, time) with { Outcome = null };
            completion = completion with { Exchange = kept is null ? taken : taken with { Body = kept.Compressed(), IsCut = !kept.IsWhole } };
        }

        completion = session?.With(completion, time.UnixMs()) ?? completion;
        var result = await commits.CommitAsync(completion, CancellationToken.None);
        hints.Send(result.AddedElsewhere);
        await settling.SettleAsync(request, crawl, completion, session, result);
        var told = new FetchResult(
            completion.Outcome, result.Applied, RetryPolicy.Believed(response.RetryAfter), added + result.AddedToOwnDomain);
        return session?.With(told) ?? told;

        async Task ReadAsync(Stream body, CancellationToken cancellationToken)
        {
            kept = crawl.Job.KeepBodies ? new KeptBody(body, crawl.Limits.MaxBodyBytes) : null;
            var reading = _reader.ReadAsync(kept ?? body, request.Url.Url, cancellationToken);
            var batch = new List<SitemapEntry>(BatchSize);
            await foreach (var entry in reading)
            {
                batch.Add(entry);
                if (batch.Count == BatchSize && !await AcceptAsync(batch))
                {
                    return;
                }
            }

            if (await AcceptAsync(batch))
            {
                end = reading.End;
            }
        }

        // False when the lease was lost: another owner reads the sitemap.
        async Task<bool> AcceptAsync(List<SitemapEntry> batch)
        {
            var rows = await links.AdmitListedAsync(crawl, request.Url, batch, time.GetUtcNow(), cut);
            batch.Clear();
            rows = await LimitAsync(crawl, request.Url, rows, cut);
            if (rows.Count == 0)
            {
                return true;
            }

            var accepted = await commits.CommitAsync(request.Ends(UrlState.Leased, FetchOutcome.None, 0) with { Links = rows }, CancellationToken.None);
            added += accepted.AddedToOwnDomain;
            hints.Send(accepted.AddedElsewhere);
            return accepted.Applied;
        }
    }

    /// <summary>Leaves out the sitemaps that the crawl may not take any more.</summary>
    private async Task<IReadOnlyList<NewUrl>> LimitAsync(ActiveCrawl crawl, LeasedUrl index, IReadOnlyList<NewUrl> rows, ListedCut cut)
    {
        var named = rows.Count(row => row.Kind == UrlKind.Sitemap);
        if (named == 0)
        {
            return rows;
        }

        var left = index.Hops < crawl.Job.Sitemaps.MaxNesting ? await budget.LeftAsync(crawl, slots.Stopping) : 0;
        budget.Take(crawl, (int)Math.Min(named, left));
        cut.Sitemaps += (int)Math.Max(0, named - left);
        return named <= left ? rows : [.. rows.Where(row => row.Kind != UrlKind.Sitemap || left-- > 0)];
    }

    private async Task<UrlCompletion> CompletionAsync(FetchRequest request, ActiveCrawl crawl, FetchResponse response, SitemapEnd? end, ListedCut cut) => response.Outcome switch
    {
        FetchOutcome.Redirect => await RedirectAsync(request, crawl, response),
        FetchOutcome.Cancelled => request.Ends(UrlState.Queued, FetchOutcome.None, 0),
        FetchOutcome.Ok when end is { Reason: SitemapEndReason.Interrupted } =>
            FailedFetch.End(request, crawl, FetchOutcome.BodyIncomplete, response, time.UnixMs()),
        FetchOutcome.Ok when end is { Entries: 0 } && ProblemOf(end) is { } problem => request.Ends(UrlState.Failed, FetchOutcome.BadSitemap, response.Status) with { Note = problem },
        FetchOutcome.Ok when end is not null && ProblemOf(end) is { } problem => InPart(request, response, end, problem, cut),
        FetchOutcome.Ok when cut.IsAny => request.Ends(UrlState.Redirected, FetchOutcome.SitemapLimit, response.Status) with { Note = $"left out: {cut}" },
        FetchOutcome.Ok => request.Ends(UrlState.Redirected, FetchOutcome.Sitemap, response.Status),
        _ => FailedFetch.End(request, crawl, response.Outcome, response, time.UnixMs()),
    };

    /// <summary>What of a sitemap was not read; null where nothing was lost. Feeds may have entries that lead nowhere, sitemaps may not.</summary>
    private static string? ProblemOf(SitemapEnd end) => end.Problem
        ?? (end is not { Skipped: > 0, Format: SitemapFormat.UrlSet or SitemapFormat.Index } ? null
            : end.Skipped == 1 ? "1 entry was given up: it has no location, or one that is too long"
            : string.Create(CultureInfo.InvariantCulture, $"{end.Skipped:N0} entries were given up: they have no location, or one that is too long"));

    private UrlCompletion InPart(FetchRequest request, FetchResponse response, SitemapEnd end, string problem, ListedCut cut)
    {
        LogInPart(log, end.Entries, problem);
        return request.Ends(UrlState.Redirected, FetchOutcome.SitemapCut, response.Status) with
        {
            Note = string.Create(CultureInfo.InvariantCulture, $"{end.Entries:N0} {(end.Entries == 1 ? "entry was" : "entries were")} read; {problem}{(cut.IsAny ? $"; left out: {cut}" : "")}"),
        };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Read in part, {Entries} entries: {Problem}")]
    private static partial void LogInPart(ILogger log, int entries, string? problem);

    private async Task<UrlCompletion> RedirectAsync(FetchRequest request, ActiveCrawl crawl, FetchResponse response)
    {
        if (response.Location is null
            || !WebUrl.TryParse(request.Url.Target, null, out var from)
            || !WebUrl.TryParse(response.Location, from, out var to))
        {
            return request.Ends(UrlState.Failed, FetchOutcome.BadRedirect, response.Status);
        }

        var outcome = await trail.JudgeAsync(crawl, from, to, UrlKind.Sitemap);
        if (outcome == FetchOutcome.Redirect && request.Url.Hops >= crawl.Job.Limits.MaxRedirects)
        {
            outcome = FetchOutcome.TooManyRedirects;
        }

        return outcome == FetchOutcome.Redirect
            ? request.Ends(UrlState.Redirected, outcome, response.Status) with { Links = [crawl.Admission.SitemapRow(to, request.Url.Hops + 1)], Note = to.RequestHref }
            : request.Ends(UrlState.Failed, outcome, response.Status) with { Note = to.RequestHref };
    }
}
