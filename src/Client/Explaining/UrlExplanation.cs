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
                    : [row.Outcome == FetchOutcome.RedirectLoop ? await WhyInCircleAsync(active, url, row, cancellationToken) : WhyEnded(row, active.Job)],
                .. await domain.RobotsAsync(url, cancellationToken),
            ],
        };
    }

    private async Task<ExplainDocument> ExplainAbsentAsync(ActiveCrawl crawl, WebUrl url, CancellationToken cancellationToken)
    {
        var keys = crawl.Admission.CandidateKeys(url).ToArray();
        var inScope = crawl.Admission.Mode == ScopeMode.Any
            || (await session.InScopeAsync(crawl.Record, keys, cancellationToken)).Contains(true);
        var refusal = inScope ? crawl.Admission.Check(url, 0) : Refusal.OutOfScope;
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
                        ? [$"its host may be beyond the limit of {Figures.Count(most)} hosts of {RegistrableDomain.Of(url.Host)} (limits.maxHostsPerDomain)"]
                        : Array.Empty<string>(),
                    .. CutShort.Of(totals).Select(cut => $"{cut}: the URL may be among what was left out"),
                    .. await new DomainExplanation(session, crawl, time).RobotsAsync(url, cancellationToken),
                ]
                : [WhyRefused(refusal, crawl.Job, url)],
        };
    }

    private async Task<string> WhyInCircleAsync(ActiveCrawl crawl, WebUrl url, UrlRow row, CancellationToken cancellationToken)
    {
        var before = await new RedirectTrail(session.Reader).BeforeAsync(crawl, url, cancellationToken);
        var way = before.Count == 0
            ? "it redirects to itself"
            : $"its redirects form a loop: {string.Join(" → ", before.Reverse().Select(step => step.Url))} → {row.Url} → back to one of them";
        return $"{way}; a site that waits for its cookie does so, and none is kept";
    }

    private static string WhyEnded(UrlRow row, CrawlJob job) => row.State switch
    {
        UrlState.Fetched => row.Outcome switch
        {
            FetchOutcome.NotModified => "its page is stored, and was unchanged at the last check",
            FetchOutcome.BodyCut => $"its page is stored, cut at {Figures.Bytes(job.Limits.MaxBodyBytes)}: links and records behind that are missing (limits.maxBodyBytes)",
            FetchOutcome.LinksCut => $"its page is stored; only the first {Figures.Count(job.Limits.MaxLinksPerPage)} of its links were taken (limits.maxLinksPerPage)",
            FetchOutcome.ParseCut => "its page is stored; parsing stopped at its time limit, so links behind that are missing",
            FetchOutcome.Changed => "its page is stored, and had changed at the last check",
            _ => "its page is stored",
        },
        UrlState.Redirected when row.Outcome == FetchOutcome.Sitemap => "it is a sitemap, which was read",
        UrlState.Redirected when row.Outcome == FetchOutcome.SitemapCut =>
            "it is a sitemap, which was read in part: entries were given up because of faults or a limit, and the log of the crawl says where",
        UrlState.Redirected when row.Outcome == FetchOutcome.SitemapLimit =>
            $"it is a sitemap index, of which sitemaps were left out: the crawl takes {Figures.Count(job.Sitemaps.MaxSitemaps)} (sitemaps.maxSitemaps), named {job.Sitemaps.MaxNesting} deep in one another (sitemaps.maxNesting), and no more than its pages",
        UrlState.Redirected => "it redirects: the target has an entry of its own",
        UrlState.Excluded when row.Outcome == FetchOutcome.PageLimit =>
            $"the crawl's limit of {Figures.Count(job.Limits.MaxPages ?? 0)} pages was reached first: crawl again with a higher --max-pages",
        UrlState.Excluded when row.Outcome == FetchOutcome.HostPageLimit =>
            $"the limit of {Figures.Count(job.Limits.MaxPagesPerHost ?? 0)} pages of {row.Domain} was reached first: crawl again with a higher --max-pages-per-host",
        UrlState.Failed when row.Outcome == FetchOutcome.PageGone => "its page is gone from the server; the stored content is kept",
        UrlState.Excluded when row.Outcome == FetchOutcome.RobotsDenied => "robots.txt forbade it when it was due",
        UrlState.Excluded => $"it was excluded: {OutcomeName.Of(row.Outcome)}",
        UrlState.Quarantined => "it killed the processes that parsed it and is not tried again",
        _ => $"it failed after {Figures.Plural(row.Attempts, "attempt")} ({OutcomeName.Of(row.Outcome)}): `thresher retry` tries it again",
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
