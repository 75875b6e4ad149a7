using Microsoft.Extensions.Logging;
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
using Thresher.Web.Urls;

namespace Thresher.Grains.Pages;

/// <summary>
/// The way of one leased URL: fetch, <see cref="ResponseCompletion"/>, commit. Whatever happens on the way ends as one
/// completion, a fault of ours or an extractor's too; only a store that is away leaves the URL leased, to be served again.
/// </summary>
public sealed partial class FetchPipeline(
    HttpFetcher fetcher,
    ResponseCompletion completions,
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
            var verdict = onRecord ? await suspects.JudgeAsync(request, crawl, PageCompletion.Fetched(request, response, time.UnixMs())) : SuspectVerdict.Parse;
            if (verdict == SuspectVerdict.LeaseLost)
            {
                return new FetchResult(response.Outcome, false, TimeSpan.Zero, 0);
            }

            var completion = verdict switch
            {
                SuspectVerdict.Quarantine => request.Ends(UrlState.Quarantined, FetchOutcome.KilledItsProcess, response.Status),
                SuspectVerdict.CalledOff => request.Ends(UrlState.Queued, FetchOutcome.None, 0),
                _ => await completions.OfAsync(request, crawl, response, session),
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

    /// <summary>What is kept of an exchange that left no page, where bodies are kept.</summary>
    private Exchange? ExchangeOf(UrlCompletion completion, ActiveCrawl crawl, FetchResponse response) =>
        !crawl.Job.KeepBodies || completion.Page is not null || completion.Check is not null || completion.Outcome == FetchOutcome.None
            ? null
            : ExchangeTaken.From(response, time) with { Outcome = null };

    [LoggerMessage(Level = LogLevel.Error, Message = "{Url}: a fault ended the attempt, which counts: {Reason}")]
    private partial void LogFault(Exception? fault, string url, string reason);
}
