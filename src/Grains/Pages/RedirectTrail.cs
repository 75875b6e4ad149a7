using Thresher.Grains.Contracts;
using Thresher.Grains.Crawls;
using Thresher.Jobs.Outcomes;
using Thresher.Storage;
using Thresher.Storage.Rows;
using Thresher.Web.Urls;

namespace Thresher.Grains.Pages;

/// <summary>
/// Follows redirects from row to row, to tell one that leads back to where it came from: a wall of cookies, or a loop,
/// whichever of its URLs were seeds.
/// </summary>
public sealed class RedirectTrail(ICrawlReader reader)
{
    /// <summary>Redirects to follow; a longer way is one redirect too many. Each costs a look-up, and only where the target is known already.</summary>
    public const int Most = 100;

    /// <summary>The URLs to which a redirect leads, the target first, as far as they are known to redirect on.</summary>
    /// <param name="crawl">The crawl.</param>
    /// <param name="from">The URL that redirects.</param>
    /// <param name="target">Where to.</param>
    /// <param name="kind">What both are.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The URLs, the last of which is <paramref name="from"/> where the redirect leads back to it.</returns>
    public async Task<IReadOnlyList<string>> OnwardAsync(ActiveCrawl crawl, WebUrl from, WebUrl target, UrlKind kind, CancellationToken cancellationToken)
    {
        var origin = crawl.Admission.IdentityOf(from, kind);
        var steps = new List<string> { target.RequestHref };
        var seen = new HashSet<Hash128> { origin };
        for (var at = target; steps.Count < Most && crawl.Admission.IdentityOf(at, kind) is var identity && seen.Add(identity);)
        {
            var row = await reader.FindUrlAsync(crawl.Record.Id, identity, cancellationToken);
            if (row is not ({ State: UrlState.Redirected, Outcome: FetchOutcome.Redirect } or { Outcome: FetchOutcome.RedirectLoop })
                || !WebUrl.TryParse(row.Note ?? "", null, out var next))
            {
                break;
            }

            steps.Add(next.RequestHref);
            at = next;
        }

        return steps;
    }

    /// <summary>
    /// How a redirect ends that leads in a circle on which cookies were set: the URL that it leads to is asked again with them, a bounded number of
    /// times, in the very transaction that stores the redirect.
    /// </summary>
    internal async Task<UrlCompletion> TurnAsync(FetchRequest request, ActiveCrawl crawl, WebUrl from, WebUrl target, int status, long now)
    {
        var identity = crawl.Admission.IdentityOf(target, UrlKind.Page);
        if (identity == crawl.Admission.IdentityOf(from, UrlKind.Page))
        {
            return request.Url.Attempts < UrlCompletion.MostTurns
                ? request.Ends(UrlState.Retrying, FetchOutcome.CookieWall, status) with { DueAt = now }
                : request.Ends(UrlState.Failed, FetchOutcome.CookieWall, status);
        }

        return await MayAskAgainAsync(crawl, identity)
            ? request.Ends(UrlState.Redirected, FetchOutcome.Redirect, status) with { Reopens = identity }
            : request.Ends(UrlState.Failed, FetchOutcome.CookieWall, status);
    }

    /// <summary>Whether a URL may be asked again with other cookies.</summary>
    internal async Task<bool> MayAskAgainAsync(ActiveCrawl crawl, Hash128 identity) =>
        await reader.FindUrlAsync(crawl.Record.Id, identity, CancellationToken.None) is { Attempts: < UrlCompletion.MostTurns };

    /// <summary>How a redirect ends that is as it should be (<see cref="FetchOutcome.Redirect"/>), leads back, or leads on too often.</summary>
    internal async Task<FetchOutcome> JudgeAsync(ActiveCrawl crawl, WebUrl from, WebUrl target, UrlKind kind)
    {
        var onward = await OnwardAsync(crawl, from, target, kind, CancellationToken.None);
        return WebUrl.TryParse(onward[^1], null, out var last) && crawl.Admission.IdentityOf(last, kind) == crawl.Admission.IdentityOf(from, kind)
            ? FetchOutcome.RedirectLoop
            : onward.Count < Most ? FetchOutcome.Redirect : FetchOutcome.TooManyRedirects;
    }
}
