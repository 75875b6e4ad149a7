using Thresher.Client.Printing;
using Thresher.Client.Sessions;
using Thresher.Grains.Control;
using Thresher.Grains.Crawls;
using Thresher.Grains.Pages;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Jobs.Rules;
using Thresher.Jobs.Scope;
using Thresher.Storage.Rows;
using Thresher.Web.Robots;
using Thresher.Web.Shells;
using Thresher.Web.Urls;

namespace Thresher.Client.Explaining;

/// <summary>Explains the state of a URL in a crawl: why a page is missing.</summary>
internal sealed class UrlExplanation(Session session, TimeProvider time)
{
    /// <summary>State of a URL that the crawl would not admit.</summary>
    public const string Refused = "refused";

    /// <summary>State of a URL that the crawl has not found, and would admit.</summary>
    public const string Unknown = "unknown";

    /// <summary>Explains one URL in one crawl.</summary>
    public async Task<ExplainDocument> ExplainAsync(CrawlRecord crawl, WebUrl url, CancellationToken cancellationToken)
    {
        var active = new ActiveCrawl(crawl);
        var row = await session.Reader.FindUrlAsync(crawl.Id, active.Admission.IdentityOf(url), cancellationToken)
            ?? await session.Reader.FindUrlAsync(crawl.Id, active.Admission.IdentityOf(url, UrlKind.Sitemap), cancellationToken);
        if (row is null)
        {
            return await ExplainAbsentAsync(active, url, cancellationToken);
        }

        var pending = row.State <= UrlState.Retrying;
        var queued = row.State == UrlState.Queued;
        var ahead = queued ? await session.Reader.AheadInQueueAsync(row, DomainExplanation.MostAhead, cancellationToken) : (int?)null;
        var domain = new DomainExplanation(session, active, time);
        return new ExplainDocument
        {
            Crawl = crawl.Name,
            Url = row.Url,
            Domain = row.Domain,
            State = row.State.ToString().ToLowerInvariant(),
            Outcome = row.Outcome == FetchOutcome.None ? null : OutcomeName.Of(row.Outcome),
            Status = row.Status == 0 ? null : row.Status,
            Attempts = row.Attempts,
            Depth = row.Depth,
            FoundOn = row.FoundOn,
            Ahead = ahead,
            Because =
            [
                .. pending ? await domain.WhyWaitingAsync(row, ahead, cancellationToken)
                    : [row.Outcome == FetchOutcome.RedirectLoop ? await WhyInCircleAsync(active, url, row, cancellationToken) : WhyEnded(row, crawl, active.Job)],
                .. Note(row),
                .. active.Rendering is null ? [] : await RenderingAsync(active, row, url, cancellationToken),
                .. await domain.RobotsAsync(url, cancellationToken),
            ],
        };
    }

    private async Task<IReadOnlyList<string>> RenderingAsync(ActiveCrawl crawl, UrlRow row, WebUrl url, CancellationToken cancellationToken)
    {
        if (crawl.Rendering!.For(url.RequestHref).Mode != RenderMode.Auto)
        {
            return [];
        }

        var shape = UrlShape.Of(RobotsUrl.PathOf(url.RequestHref));
        var found = (await session.Store.Shapes.ReadAsync(crawl.Record.Id, row.Domain, cancellationToken)).FirstOrDefault(found => found.Shape == shape);
        return [found is null
            ? $"none of its host's pages of the shape {shape} has been rendered to compare"
            : $"of its host's pages of the shape {shape}, {found.Compared} were rendered to compare, and {found.Differed} of them differed"];
    }

    private async Task<ExplainDocument> ExplainAbsentAsync(ActiveCrawl crawl, WebUrl url, CancellationToken cancellationToken)
    {
        var keys = crawl.Admission.CandidateKeys(url).ToArray();
        var inScope = crawl.Admission.Mode == ScopeMode.Any
            || (await session.InScopeAsync(crawl.Record, keys, cancellationToken)).Contains(true);
        var refusal = inScope ? crawl.Admission.Check(url, Math.Min(1, crawl.Job.Limits.MaxDepth)) : Refusal.OutOfScope;
        var admitted = refusal == Refusal.None;
        var totals = await session.Reader.TotalsAsync(crawl.Record.Id, cancellationToken);
        return new ExplainDocument
        {
            Crawl = crawl.Record.Name,
            Url = url.RequestHref,
            Domain = url.DomainKey,
            State = admitted ? Unknown : Refused,
            Because = admitted
                ?
                [
                    $"no page stored so far links to it, and it is not a seed; found within {crawl.Job.Limits.MaxDepth} links of a seed it would be accepted",
                    .. crawl.Job.Limits.MaxHostsPerDomain is { } most && await session.Reader.FindHostAsync(crawl.Record.Id, url.DomainKey, cancellationToken) is null
                        ? [$"its host may be beyond the limit of {Figures.Plural(most, "host")} of {RegistrableDomain.Of(url.Host)} (limits.maxHostsPerDomain)"]
                        : Array.Empty<string>(),
                    .. CutShort.Of(totals, await session.Reader.CutsAsync(crawl.Record.Id, cancellationToken)).Select(cut => $"{cut}: the URL may be among what was left out"),
                    .. await new DomainExplanation(session, crawl, time).RobotsAsync(url, cancellationToken),
                ]
                : [WhyRefused(refusal, crawl.Job, url)],
        };
    }

    private async Task<string> WhyInCircleAsync(ActiveCrawl crawl, WebUrl url, UrlRow row, CancellationToken cancellationToken)
    {
        var onward = WebUrl.TryParse(row.Note ?? "", null, out var target)
            ? await new RedirectTrail(session.Reader).OnwardAsync(crawl, url, target, UrlKind.Page, cancellationToken)
            : [];
        var way = onward.Count < 2
            ? "it redirects to itself"
            : $"its redirects form a loop: {row.Url} → {string.Join(" → ", onward)}";
        return $"{way}; a site that waits for its cookie does so, and none is kept";
    }

    private static IEnumerable<string> Note(UrlRow row) => row.Note is not { } note || row.Outcome == FetchOutcome.RedirectLoop ? []
        : row.Outcome is FetchOutcome.Challenge or FetchOutcome.Blocked ? [$"its marks are those of {note}"]
        : row.Outcome is FetchOutcome.LoginFailed or FetchOutcome.SitemapCut or FetchOutcome.SitemapLimit or FetchOutcome.BadSitemap
            or FetchOutcome.RenderTimeout or FetchOutcome.BrowserDied or FetchOutcome.NoBrowser or FetchOutcome.KilledItsProcess ? [note]
        : [$"it redirects to {note}"];

    private static string WhyEnded(UrlRow row, CrawlRecord crawl, CrawlJob job) =>
        OutcomeTraits.Of(row.Outcome) is { Because: { } because } traits && traits.State == row.State
            ? JobFigures.Fill(because, job)
            : row.State switch
            {
                UrlState.Fetched => "its page is stored",
                UrlState.Failed =>
                    $"it failed {(row.Attempts == 0 ? "without an attempt" : $"after {Figures.Plural(row.Attempts, "attempt")}")} ({TroubleText.Why(row.Outcome, row.Status)}); `thresher retry {crawl.Name}` tries it again",
                _ => $"it was {row.State.ToString().ToLowerInvariant()}: {OutcomeName.Of(row.Outcome)}",
            };

    private static string WhyRefused(Refusal refusal, CrawlJob job, WebUrl url) => refusal switch
    {
        Refusal.OutOfScope => $"it is out of scope: it shares no {Shared(job.Scope.Mode)} with a seed",
        Refusal.NotIncluded => "no --include rule matches it",
        Refusal.ExcludedByRule => $"the --exclude rule {job.Scope.Exclude.First(rule => LinearRegex.Compile(rule).IsMatch(url.RequestHref))} matches it",
        Refusal.TooLong => $"its {url.RequestHref.Length} characters exceed the limit of {job.Limits.MaxUrlLength}",
        Refusal.PathTrap => $"its path looks like a trap: more than {job.Limits.MaxPathSegments} segments, or some more than {job.Limits.MaxRepeatedSegments} times in a row",
        Refusal.FarAhead => $"it names a month more than {Figures.Plural(job.Limits.MaxYearsAhead, "year")} ahead, as endless calendars do (limits.maxYearsAhead)",
        _ => $"it is refused: {refusal}",
    };

    private static string Shared(ScopeMode mode) => mode switch
    {
        ScopeMode.Domain => "registrable domain",
        ScopeMode.Prefix => "host and path prefix",
        _ => "host",
    };
}
