using Thresher.Grains.Contracts;
using Thresher.Grains.Metrics;
using Thresher.Grains.Ownership;
using Thresher.Jobs.Outcomes;
using Thresher.Jobs.Scope;
using Thresher.Storage;
using Thresher.Storage.Rows;
using Thresher.Web.Urls;

namespace Thresher.Grains.Frontier;

/// <summary>
/// Does what a domain's schedule decides: on the store, the workers and the silo's places in flight. Knows no order; of
/// itself it holds the place for the next request, and nothing else. Single-threaded.
/// </summary>
/// <param name="domain">Domain key.</param>
/// <param name="services">The silo's.</param>
/// <param name="grains">Workers and crawls.</param>
/// <param name="save">Writes the state, and that of robots.txt.</param>
/// <param name="served">Tells which crawls were served, once there is nothing left to do.</param>
internal sealed class DomainWork(
    string domain, DomainServices services, IGrainFactory grains, Func<Next.Save, Task> save, Func<IReadOnlyList<long>> served) : IDisposable
{
    private readonly SlotAccount _account = new();
    private TaskCompletionSource<FetchPlace?>? _asked;
    private FetchPlace? _place;

    /// <summary>Does it.</summary>
    /// <param name="next">What was decided.</param>
    /// <param name="cancellationToken">Ends the waiting for the store, and abandons a request.</param>
    /// <returns>What has happened; null for nothing.</returns>
    /// <exception cref="StaleEpochException">Another owner has the domain.</exception>
    public Task<DomainEvent?> RunAsync(Next next, CancellationToken cancellationToken) => next switch
    {
        Next.Dispatch dispatch => FetchAsync(dispatch, cancellationToken),
        Next.AskForSlot => AskAsync(),
        Next.DropSlot => Drop(),
        Next.FetchRobots robots => FetchRobotsAsync(robots, cancellationToken),
        Next.LogIn login => LogInAsync(login, cancellationToken),
        Next.Exclude exclude => SettleAsync(Request(exclude.Url, exclude.Lease).Ends(UrlState.Excluded, FetchOutcome.RobotsDenied, 0)),
        Next.Fail fail => SettleAsync(Failed(fail)),
        _ => StepAsync(next, cancellationToken),
    };

    /// <summary>Lets go of the place it may hold.</summary>
    public void Dispose() => Drop();

    private async Task<DomainEvent?> StepAsync(Next step, CancellationToken cancellationToken)
    {
        switch (step)
        {
            case Next.Acquire:
                return new DomainEvent.Acquired(await services.Leases.AcquireAsync(domain, services.Options.Owner, services.Options.DomainLease, cancellationToken));
            case Next.Refill refill:
                return await RefillAsync(refill, cancellationToken);
            case Next.Save what:
                await save(what);
                return new DomainEvent.Saved();
            case Next.Return back:
                await services.Queue.ReturnAsync(back.Lease.DomainId, back.Lease.Epoch, back.UrlIds, cancellationToken);
                return new DomainEvent.Returned();
            case Next.Release release:
                return await ReleaseAsync(release, cancellationToken);
            case Next.Abandon abandon:
                await services.Leases.AbandonAsync(abandon.Lease.DomainId, abandon.Lease.Epoch, abandon.WakeAt, abandon.QuietFor, cancellationToken);
                return new DomainEvent.Abandoned();
            case Next.GiveUp given:
                while (await services.Queue.GiveUpAsync(given.Lease.DomainId, given.Lease.Epoch, RowLimits.Moved, cancellationToken) > 0)
                {
                }

                return new DomainEvent.GaveUp();
            case Next.OfferSitemaps offer:
                return new DomainEvent.SitemapsOffered(await OfferAsync(offer, cancellationToken));
            default:
                throw new NotSupportedException($"{step.GetType().Name} is no step");
        }
    }

    private async Task<DomainEvent?> FetchAsync(Next.Dispatch dispatch, CancellationToken cancellationToken)
    {
        using var place = Place();
        services.Slots.Use(place, dispatch.Url.Id);
        var result = await grains.GetGrain<IFetchWorkerGrain>(0).FetchAsync(Request(dispatch.Url, dispatch.Lease) with { ProxyTurns = dispatch.ProxyTurns }, cancellationToken)
            .WaitAsync(dispatch.Limit, services.Time, cancellationToken);
        return new DomainEvent.Ended(dispatch.Url.Id, result);
    }

    private async Task<DomainEvent?> FetchRobotsAsync(Next.FetchRobots robots, CancellationToken cancellationToken)
    {
        using var place = Place();
        var origin = robots.Url.Url[..UrlParts.OriginLength(robots.Url.Url)];
        var fetched = await grains.GetGrain<IFetchWorkerGrain>(0).FetchRobotsAsync(origin, robots.Url.CrawlId, robots.Delay, robots.ProxyTurns, cancellationToken)
            .WaitAsync(robots.Limit, services.Time, cancellationToken);
        if (fetched.Exchanges.Count > 0)
        {
            await KeepAsync(robots, fetched.Exchanges);
        }

        return new DomainEvent.RobotsFetched(robots, fetched);
    }

    private async Task<DomainEvent?> LogInAsync(Next.LogIn login, CancellationToken cancellationToken)
    {
        using var place = Place();
        var end = await grains.GetGrain<IFetchWorkerGrain>(0).LogInAsync(Request(login.Url, login.Lease) with { ProxyTurns = login.ProxyTurns }, login.Delay, cancellationToken)
            .WaitAsync(login.Limit, services.Time, cancellationToken);
        return new DomainEvent.LoggedIn(login, end);
    }

    /// <summary>Keeps what was exchanged for the archive, under the URL that waits for the file. What the archive lacks keeps no URL from being served.</summary>
    private async Task KeepAsync(Next.FetchRobots robots, IReadOnlyList<Exchange> exchanges)
    {
        try
        {
            foreach (var exchange in exchanges)
            {
                await services.Commits.CommitAsync(
                    Request(robots.Url, robots.Lease).Ends(UrlState.Leased, FetchOutcome.None, 0) with { Exchange = exchange }, CancellationToken.None);
            }
        }
        catch (Exception failure) when (failure is StoreException or StaleEpochException)
        {
            // The next step that needs the store finds out as well, and says so.
        }
    }

    private async Task<DomainEvent?> AskAsync()
    {
        var asked = _asked = new TaskCompletionSource<FetchPlace?>(TaskCreationOptions.RunContinuationsAsynchronously);
        services.Slots.Ask(_account, place =>
        {
            if (!asked.TrySetResult(place))
            {
                place.Dispose();
            }
        });
        var granted = await asked.Task;
        if (_asked != asked || granted is null)
        {
            // Dropped meanwhile.
            granted?.Dispose();
            return null;
        }

        _place = granted;
        return new DomainEvent.SlotGranted();
    }

    private Task<DomainEvent?> Drop()
    {
        services.Slots.Withdraw(_account);
        _asked?.TrySetResult(null);
        _asked = null;
        _place?.Dispose();
        _place = null;
        return Task.FromResult<DomainEvent?>(null);
    }

    private FetchPlace Place()
    {
        var place = _place ?? throw new InvalidOperationException("A request without a place in flight.");
        (_place, _asked) = (null, null);
        return place;
    }

    private async Task<DomainEvent?> SettleAsync(UrlCompletion end)
    {
        await services.Commits.CommitAsync(end, CancellationToken.None);
        return new DomainEvent.Settled(end.UrlId);
    }

    private UrlCompletion Failed(Next.Fail fail)
    {
        var end = Request(fail.Url, fail.Lease).Ends(fail.Again is null ? UrlState.Failed : UrlState.Retrying, fail.Outcome, fail.Status) with { Note = fail.Note };
        return fail.Again is { } wait ? end with { DueAt = services.Time.UnixMs() + (long)wait.TotalMilliseconds } : end;
    }

    private async Task<DomainEvent> RefillAsync(Next.Refill refill, CancellationToken cancellationToken)
    {
        var leased = await services.Queue.LeaseAsync(refill.Lease.DomainId, refill.Lease.Epoch, refill.Wanted, cancellationToken);
        CrawlMetrics.Leased(leased.Count);
        foreach (var url in leased)
        {
            await services.Directory.GetAsync(url.CrawlId, cancellationToken);
        }

        return new DomainEvent.Leased(leased, refill.Wanted);
    }

    private async Task<DomainEvent> ReleaseAsync(Next.Release release, CancellationToken cancellationToken)
    {
        var ended = await services.Leases.ReleaseAsync(release.Lease.DomainId, release.Lease.Epoch, cancellationToken);
        foreach (var crawl in ended ? served() : [])
        {
            if (services.Directory.Find(crawl) is { } finished)
            {
                grains.GetGrain<ICrawlGrain>(finished.Record.Name).CheckCompletion().Ignore();
            }
        }

        return new DomainEvent.Released(ended);
    }

    /// <summary>
    /// Accepts the sitemaps into the crawl of a URL that waits here meanwhile, so that the crawl cannot be complete. Done
    /// once for each crawl and activation: what is known already is left as it is.
    /// </summary>
    private async Task<int> OfferAsync(Next.OfferSitemaps offer, CancellationToken cancellationToken)
    {
        var rows = new List<NewUrl>();
        foreach (var written in WebUrl.TryParse(offer.Url.Url, null, out var self) ? offer.Sitemaps : [])
        {
            if (WebUrl.TryParse(written, self, out var sitemap) && sitemap.RequestHref.Length <= offer.Crawl.Job.Limits.MaxUrlLength)
            {
                rows.Add(offer.Crawl.Admission.SitemapRow(sitemap, 0));
            }
        }

        if (rows.Count > 0)
        {
            await services.Intake.AcceptAsync(offer.Url.CrawlId, rows, [], cancellationToken);
        }

        return rows.Count;
    }

    private FetchRequest Request(LeasedUrl url, DomainLease lease) => new(url, domain, lease.DomainId, lease.Epoch);
}
