using Thresher.Grains.Contracts;
using Thresher.Grains.Crawls;
using Thresher.Jobs.Outcomes;
using Thresher.Storage;
using Thresher.Storage.Rows;
using Thresher.Web.Urls;

namespace Thresher.Grains.Pages;

/// <summary>
/// Looks at a stored redirect once more: two URLs that redirect to each other may have been on their way at one time, and
/// neither saw the other. Once both are stored, the last one does, so that no loop ends as a mere redirect.
/// </summary>
public sealed class RedirectSettling(RedirectTrail trail, IUrlTransitions transitions, TimeProvider time)
{
    /// <summary>Fails a redirect that was stored and leads back to itself; where cookies were set on the way, its target is asked again with them first.</summary>
    /// <param name="request">The URL.</param>
    /// <param name="crawl">Its crawl.</param>
    /// <param name="completion">How it was stored.</param>
    /// <param name="session">The session of the request; null for none.</param>
    /// <param name="result">What storing it changed: a target that is new leads nowhere yet.</param>
    internal async ValueTask SettleAsync(FetchRequest request, ActiveCrawl crawl, UrlCompletion completion, PageSession? session, CompletionResult result)
    {
        var targetIsNew = result.AddedToOwnDomain > 0 || result.AddedElsewhere.Count > 0;
        if (completion is { State: UrlState.Redirected, Outcome: FetchOutcome.Redirect, Note: { } target } && result.Applied && !targetIsNew
            && WebUrl.TryParse(request.Url.Url, null, out var from) && WebUrl.TryParse(target, null, out var to)
            && await trail.JudgeAsync(crawl, from, to, request.Url.Kind) == FetchOutcome.RedirectLoop)
        {
            await TurnAsync(request.Url, crawl, to, session?.MayTurn(to, time.UnixMs()) == true);
        }
    }

    private async Task TurnAsync(LeasedUrl url, ActiveCrawl crawl, WebUrl target, bool cookiesMayHelp)
    {
        var identity = crawl.Admission.IdentityOf(target, url.Kind);
        if (cookiesMayHelp && await trail.MayAskAgainAsync(crawl, identity))
        {
            await transitions.ReopenRedirectAsync(url.CrawlId, identity, CancellationToken.None);
            return;
        }

        await transitions.FailRedirectAsync(url.CrawlId, url.Id, cookiesMayHelp ? FetchOutcome.CookieWall : FetchOutcome.RedirectLoop, CancellationToken.None);
    }
}
