using Thresher.Grains.Contracts;
using Thresher.Grains.Crawls;
using Thresher.Grains.Fetching;
using Thresher.Grains.Links;
using Thresher.Grains.Ownership;
using Thresher.Grains.Parsing;
using Thresher.Jobs.Outcomes;
using Thresher.Storage;
using Thresher.Storage.Rows;
using Thresher.Web.Urls;

namespace Thresher.Grains.Pages;

/// <summary>What a response makes of its URL: a stored page, an unchanged one, a redirect to follow, an attempt to repeat, a failure.</summary>
public sealed class ResponseCompletion(
    PageCompletion pages, LinkAdmission links, RedirectTrail trail, RefreshedRules rules, FetchSlots slots, TimeProvider time)
{
    /// <summary>The end of the attempt, to be committed.</summary>
    /// <param name="request">The leased URL.</param>
    /// <param name="crawl">Its crawl.</param>
    /// <param name="response">What the server, or the browser, made of it.</param>
    /// <param name="session">Its cookies, login and proxies; null where the crawl has none.</param>
    public async Task<UrlCompletion> OfAsync(FetchRequest request, ActiveCrawl crawl, FetchResponse response, PageSession? session) =>
        response.Outcome switch
        {
            FetchOutcome.NotModified when request.Url.Copy is { } copy => Unchanged(request, response, copy.ETag, copy.LastModified),
            FetchOutcome.Ok when request.Url.Copy?.ContentHash == Hash128.Of(response.Body.Span) =>
                await rules.HaveChangedAsync(request, crawl, slots.Stopping)
                    ? AsUnchanged(await pages.OfAsync(request, crawl, response))
                    : Unchanged(request, response, response.ETag, response.LastModified),
            FetchOutcome.Ok => await pages.OfAsync(request, crawl, response),
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
}
