using Thresher.Grains.Contracts;
using Thresher.Grains.Crawls;
using Thresher.Grains.Fetching;
using Thresher.Grains.Metrics;
using Thresher.Grains.Pages;
using Thresher.Grains.Politeness;
using Thresher.Grains.Requests;
using Thresher.Jobs.Rules;
using Thresher.Rendering.Pages;
using Thresher.Storage;
using Thresher.Web.Robots;
using Thresher.Web.Urls;

namespace Thresher.Grains.Rendering;

/// <summary>
/// Answers what one page asks for in the browser, by the same transport, limits, robots.txt, cookies and secrets as pages.
/// Its own host is asked within the page's turn, one request at a time; other hosts are asked as their domain's grain
/// permits, which then waits its full delay.
/// </summary>
internal sealed class SubRequests(ActiveCrawl crawl, WebUrl page, RenderRule rule, PageSession? session, SubRequestServices services) : IPageNetwork
{
    /// <summary>How long one request may wait for another host's turn.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();

    /// <summary>Timestamp by which the page's own host must have had the last request; 0 for none.</summary>
    public long LastArrival { get; private set; }

    /// <summary>The longest that the page's own host asked to be left alone; null when it did not.</summary>
    public TimeSpan? RetryAfter { get; private set; }

    /// <summary>Requests that were sent.</summary>
    public int Sent { get; private set; }

    /// <summary>Asks a domain for one request; waits a while for its turn.</summary>
    /// <returns>Whether it may be sent now.</returns>
    public static async Task<bool> ReserveAsync(IDomainGrain domain, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var began = time.GetTimestamp(); ;)
        {
            var wait = await domain.ReserveAsync();
            if (wait <= TimeSpan.Zero)
            {
                return true;
            }

            if (time.GetElapsedTime(began) + wait > LongestWait)
            {
                return false;
            }

            await Task.Delay(wait, time, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task<PageAnswer?> AnswerAsync(PageRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return !WebUrl.TryParse(request.Url, null, out var url) || !RenderPlan.Loads(rule, request.Kind) ? null
                : request is { Method: "GET", Kind: RequestKind.Script or RequestKind.Style }
                    ? await services.Assets.GetAsync(crawl.Record.Id, url.RequestHref, () => SendAsync(url, request, cancellationToken))
                    : await SendAsync(url, request, cancellationToken);
        }
        catch (Exception away) when (away is StoreException or OperationCanceledException or TimeoutException or Orleans.Runtime.OrleansException)
        {
            return null;
        }
    }

    private async Task<PageAnswer?> SendAsync(WebUrl url, PageRequest request, CancellationToken cancellationToken)
    {
        if (await services.Robots.RulesAsync(url, crawl, cancellationToken) is not { } rules || !rules.Check(RobotsUrl.PathOf(url.RequestHref)).Allowed)
        {
            return null;
        }

        if (url.DomainKey != page.DomainKey)
        {
            return await ReserveAsync(services.Grains.GetGrain<IDomainGrain>(url.DomainKey), services.Time, cancellationToken)
                ? await FetchAsync(url, request, cancellationToken)
                : null;
        }

        var delay = DomainPolicy.Join(page.DomainKey, [crawl.Job], rules.CrawlDelay).Delay;
        using var turn = await services.Pace.EnterAsync(page.DomainKey, delay, cancellationToken);
        return await FetchAsync(url, request, cancellationToken);
    }

    private async Task<PageAnswer?> FetchAsync(WebUrl url, PageRequest request, CancellationToken cancellationToken)
    {
        var extras = ExtrasOf(url, request);
        using var response = await services.Fetcher.GetAsync(url.RequestHref, crawl.UserAgent, crawl.Limits with { KeepHeads = true }, cancellationToken, extras: extras);
        CrawlMetrics.SubRequest(response.Outcome);
        lock (_gate)
        {
            Sent++;
            session?.TakeFrom(url, extras.SetCookies, services.Time.UnixMs());
            if (url.DomainKey == page.DomainKey)
            {
                LastArrival = Math.Max(LastArrival, response.ArrivedBy);
                RetryAfter = response.RetryAfter is { } asked && asked > (RetryAfter ?? TimeSpan.Zero) ? asked : RetryAfter;
            }
        }

        return PageExchange.Answered(response, extras);
    }

    /// <summary>Secrets and cookies go where the page's own requests would take them; not into what a page asks of another site.</summary>
    private RequestExtras ExtrasOf(WebUrl url, PageRequest request)
    {
        var sent = PageExchange.Sent(request, url, page);
        if (session is null || RegistrableDomain.Of(url.Host) != RegistrableDomain.Of(page.Host))
        {
            return new RequestExtras { Sent = sent, Route = crawl.RouteTo(url, 0) };
        }

        lock (_gate)
        {
            return session.ExtrasFor(url, crawl, services.Time.UnixMs()) with { Sent = sent };
        }
    }
}

/// <summary>What <see cref="SubRequests"/> work with.</summary>
internal sealed record SubRequestServices(
    HttpFetcher Fetcher, SubRequestRobots Robots, SubRequestPace Pace, AssetCache Assets, IGrainFactory Grains, TimeProvider Time);
