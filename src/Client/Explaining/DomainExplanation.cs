using Thresher.Client.Printing;
using Thresher.Client.Sessions;
using Thresher.Grains.Contracts;
using Thresher.Grains.Crawls;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Storage;
using Thresher.Storage.Rows;
using Thresher.Web.Robots;
using Thresher.Web.Urls;

namespace Thresher.Client.Explaining;

/// <summary>Why a URL's domain makes it wait: queue, pace, hold, robots.txt.</summary>
internal sealed class DomainExplanation(Session session, ActiveCrawl crawl, TimeProvider time)
{
    /// <summary>Places in the queue are counted up to this one.</summary>
    public const int MostAhead = 100_000;

    /// <summary>Why a pending URL has not been fetched yet, most important reason first.</summary>
    public async Task<IReadOnlyList<string>> WhyWaitingAsync(UrlRow row, int? ahead, CancellationToken cancellationToken)
    {
        var reasons = new List<string>();
        AddCrawl(reasons);
        var host = await session.Reader.FindHostAsync(crawl.Record.Id, row.Domain, cancellationToken);
        if (host is { Paused: true })
        {
            reasons.Add($"{row.Domain} is paused: `thresher resume {crawl.Record.Name} --host {row.Domain}` continues");
        }

        if (row.State == UrlState.Retrying)
        {
            reasons.Add($"{Figures.Plural(row.Attempts, "attempt")} failed ({TroubleText.Why(row.Outcome, row.Status)}); the next is due {DueTime.Of(row.DueAt, time)}");
        }

        var memory = await session.RecallDomainAsync(row.Domain, cancellationToken);
        if (memory?.Politeness.InForce(time.UnixMs()) is { } hold)
        {
            reasons.Add($"{row.Domain} is left alone until {DueTime.Of(hold.Until, time)}: it {HostHold.Describe(hold.Reason)}{Closings(memory.Politeness, hold)}");
        }

        var view = session.IsServed ? await session.LookAtDomainAsync(row.Domain, cancellationToken) : null;
        AddPlace(reasons, row, ahead, view);
        if (host is { Owner: { } owner } && view is { Epoch: > 0 })
        {
            reasons.Add($"{row.Domain} is served by silo {owner}: {view.Activity}, {Figures.Plural(view.InFlight + view.Window, "URL")} leased, {Figures.Count(view.InFlight)} of them in flight");
        }

        return reasons;
    }

    /// <summary>What robots.txt says of the URL, as far as it is known; empty when the crawl ignores robots.txt.</summary>
    public async Task<IReadOnlyList<string>> RobotsAsync(WebUrl url, CancellationToken cancellationToken)
    {
        if (!crawl.Job.Politeness.Robots)
        {
            return [];
        }

        var memory = await session.RecallDomainAsync(url.DomainKey, cancellationToken);
        if (memory is null || !memory.Robots.Files.TryGetValue(url.Scheme, out var robots) || robots.Access == RobotsAccess.Defer)
        {
            return ["the domain's robots.txt is not known yet"];
        }

        if (robots.Access == RobotsAccess.AllowAll)
        {
            return ["robots.txt allows it: the domain has none"];
        }

        var verdict = RobotsTxt.Parse(robots.Body).RulesFor(crawl.ProductToken).Check(url.PathAndQuery);
        return [verdict switch
        {
            { Rule: null } => $"robots.txt {(verdict.Allowed ? "allows" : "forbids")} it: no rule for {crawl.ProductToken} matches",
            { Allowed: true } => $"robots.txt allows it: line {verdict.Line}, Allow: {verdict.Rule}",
            _ => $"robots.txt forbids it: line {verdict.Line}, Disallow: {verdict.Rule}",
        }];
    }

    private void AddCrawl(List<string> reasons)
    {
        if (crawl.Record.State == CrawlState.Paused)
        {
            reasons.Add($"the crawl is paused: `thresher resume {crawl.Record.Name}` continues");
        }

        if (!session.IsServed)
        {
            reasons.Add($"no process is crawling: {session.HowToContinue(crawl.Record.Name)}");
        }
        else if (crawl.Record.State == CrawlState.Stopped)
        {
            reasons.Add($"the crawl is stopped: `thresher resume {crawl.Record.Name}` continues");
        }
    }

    private void AddPlace(List<string> reasons, UrlRow row, int? ahead, DomainView? view)
    {
        if (row.State == UrlState.Leased)
        {
            reasons.Add("it is leased: in flight, or among the next of its domain");
            return;
        }

        if (ahead is not { } before)
        {
            return;
        }

        // A domain that is idle shows the default's delay, not the job's.
        var delay = view is { Epoch: > 0 } ? view.Delay : crawl.Job.Hosts.GetValueOrDefault(row.Domain)?.Delay ?? crawl.Job.Politeness.Delay ?? CrawlPoliteness.DefaultDelay;
        var inAll = before + (view?.Window ?? 0);
        var wait = delay * (inAll + 1);
        reasons.Add(
            $"{(before >= MostAhead ? "at least " : "")}{Figures.Plural(before, "queued URL")} of {row.Domain} {(before == 1 ? "comes" : "come")} first"
            + (delay > TimeSpan.Zero ? $", one each {Duration.Format(delay)}: {Figures.Time(wait)} at the least" : ""));
    }

    private static string Closings(DomainState state, HostHold hold) =>
        hold.Reason == HoldReason.Breaker && state.Closings > 0 ? $" ({Figures.Plural(state.Closings, "closing")} so far)" : "";
}
