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
public sealed class RedirectSettling(RedirectTrail trail, IUrlTransitions transitions)
{
    /// <summary>Fails a redirect that was stored and leads back to itself.</summary>
    /// <param name="request">The URL.</param>
    /// <param name="crawl">Its crawl.</param>
    /// <param name="completion">How it was stored.</param>
    /// <param name="result">What storing it changed: a target that is new leads nowhere yet.</param>
    internal async ValueTask SettleAsync(FetchRequest request, ActiveCrawl crawl, UrlCompletion completion, CompletionResult result)
    {
        var targetIsNew = result.AddedToOwnDomain > 0 || result.AddedElsewhere.Count > 0;
        if (completion is { State: UrlState.Redirected, Outcome: FetchOutcome.Redirect, Note: { } target } && result.Applied && !targetIsNew
            && WebUrl.TryParse(request.Url.Url, null, out var from) && WebUrl.TryParse(target, null, out var to)
            && await trail.JudgeAsync(crawl, from, to, request.Url.Kind) == FetchOutcome.RedirectLoop)
        {
            await transitions.FailRedirectAsync(request.Url.CrawlId, request.Url.Id, CancellationToken.None);
        }
    }
}
