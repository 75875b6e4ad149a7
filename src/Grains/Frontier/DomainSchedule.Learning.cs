using Thresher.Grains.Contracts;
using Thresher.Grains.Politeness;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;
using Thresher.Web.Urls;

namespace Thresher.Grains.Frontier;

/// <summary>The consequences of events.</summary>
internal sealed partial class DomainSchedule
{
    /// <summary>How soon a failed step is tried again.</summary>
    private static readonly TimeSpan StepRetry = TimeSpan.FromSeconds(2);

    /// <summary>Wait after URLs were returned: the store may show that the crawl runs before this silo's snapshot does.</summary>
    private static readonly TimeSpan ReturnPause = TimeSpan.FromMilliseconds(200);

    /// <summary>How soon a domain that was abandoned because of a hold is acquired again, however often it is woken.</summary>
    private static readonly TimeSpan HoldPause = TimeSpan.FromSeconds(1);

    /// <summary>By how much a request may have reached the host later than the previous owner knew: network and clocks.</summary>
    private static readonly TimeSpan Handover = TimeSpan.FromMilliseconds(250);

    private const long FirstEpoch = 1;

    private static readonly TimeSpan FullWireWait = TimeSpan.FromMilliseconds(250);

    private long _fetched;
    private long _delayTicks = DomainPolicy.Default.Delay.Ticks;

    /// <summary>Records an event, after which <see cref="Decide"/> may decide otherwise.</summary>
    public void On(DomainEvent happened)
    {
        switch (happened)
        {
            case DomainEvent.Woken:
                (_wanted, _woken) = (true, true);
                break;
            case DomainEvent.SlotGranted:
                _slot = _slot == SlotState.Asked ? SlotState.Held : _slot;
                break;
            case DomainEvent.RequestCompleted request:
                RequestCompleted(request);
                break;
            case DomainEvent.Ended url:
                Ended(url);
                break;
            case DomainEvent.Settled url:
                _inFlight.Remove(url.UrlId);
                break;
            case DomainEvent.Lost url:
                _lost = true;
                Land(url.UrlId);
                break;
            case DomainEvent.RobotsFetched robots:
                Take(robots);
                break;
            case DomainEvent.LoggedIn login:
                Take(login);
                break;
            case DomainEvent.StopRequested stop when _stop == StopReason.None || stop.Reason < _stop:
                (_stop, _destination) = (stop.Reason, stop.Destination);
                _failing.Clear();
                break;
            case DomainEvent.StopRequested:
                break;
            default:
                Stepped(happened);
                break;
        }
    }

    /// <summary>
    /// Another domain has one request to send to the host: returns how long to wait before asking again, or zero for now,
    /// and then the domain's own next request waits its full delay.
    /// </summary>
    public TimeSpan Reserve()
    {
        var wait = politeness.IsProbing && IsBusy ? FullWireWait : politeness.Wait() ?? FullWireWait;
        if (wait <= TimeSpan.Zero)
        {
            politeness.Pace.Interrupted();
            if (!HasLease)
            {
                // The time of a request to an unowned domain is not in its row, so a hold makes its next owner wait.
                politeness.HoldOffFor(HoldReason.RobotsRedirect, politeness.Policy.Delay);
            }
        }

        return wait;
    }

    private void Stepped(DomainEvent happened)
    {
        var step = _step;
        _step = null;
        switch (happened)
        {
            case DomainEvent.Acquired acquired:
                Acquired(acquired);
                break;
            case DomainEvent.Leased leased:
                _served.UnionWith(leased.Urls.Select(url => url.CrawlId));

                // Only once the delay is known: what is in the window may be sent at once.
                ApplyPolicy();
                foreach (var url in leased.Urls)
                {
                    _window.Enqueue(url);
                }

                _wanted = leased.Urls.Count == leased.Wanted || _woken;
                break;
            case DomainEvent.LeaseLost:
                ForgetLease();
                _wanted = false;
                break;
            case DomainEvent.Returned:
                _refillAfter = In(ReturnPause);
                break;
            case DomainEvent.Released { Done: true }:
                ForgetLease();
                _wanted = _woken;
                break;
            case DomainEvent.Released:
                (_wanted, _parts) = (true, false);
                break;
            case DomainEvent.Abandoned:
                _wanted = _lost || _woken;
                _acquireAfter = politeness.HoldOff > LongestHold ? In(HoldPause) : null;
                ForgetLease();
                break;
            case DomainEvent.GaveUp:
                _giveUp = false;
                politeness.GivenUp();
                break;
            case DomainEvent.Saved:
                _failedSaves = 0;
                break;
            case DomainEvent.SitemapsOffered offered:
                _wanted |= offered.Added > 0;
                break;
            case DomainEvent.StepFailed failed:
                Failed(failed, step);
                break;
        }
    }

    private void Acquired(DomainEvent.Acquired acquired)
    {
        if (!acquired.Lease.IsHeld)
        {
            // An activation on another silo, which lost its directory entry, still owns it: until it lets go, two would ask the
            // host. The sweep wakes the domain as soon as it is free.
            _wanted = false;
            return;
        }

        if (acquired.Lease.Epoch == FirstEpoch || acquired.Lease.Epoch != _lastEpoch + 1)
        {
            // Under the first epoch nobody has asked the host yet: its first request need not wait.
            politeness.Pace.Resume(acquired.Lease.QuietFor - Handover);
        }

        _lease = acquired.Lease;
        _lastEpoch = acquired.Lease.Epoch;
        Interlocked.Exchange(ref _epoch, _lease.Epoch);
        (_lost, _wanted, _restingSince) = (false, true, null);
    }

    /// <summary>Handles a step whose outcome is unknown; what depends on it is done again.</summary>
    private void Failed(DomainEvent.StepFailed failed, Next? step)
    {
        _stepAfter = In(StepRetry);
        switch (step)
        {
            case Next.Save save:
                politeness.NotSaved(save.State, save.Robots);
                if (++_failedSaves >= MostFailedSaves || failed.ForGood)
                {
                    _failedSaves = MostFailedSaves;
                    On(new DomainEvent.StopRequested(StopReason.StateLost));
                }

                break;
            case Next.Refill or Next.Return:
                // What was leased, or not returned, is leased and in no window.
                _lost = true;
                break;
            case Next.Abandon when _stop != StopReason.None:
                // The sweep finds that no grain serves it, or its owner's lease expires.
                ForgetLease();
                _stepAfter = null;
                break;
            case Next.OfferSitemaps offer:
                _offered.Remove((offer.Crawl.Record.Id, UrlParts.Scheme(offer.Url.Url)));
                break;
        }
    }

    private void RequestCompleted(DomainEvent.RequestCompleted request)
    {
        if (_inFlight.TryGetValue(request.UrlId, out var flight) && flight.IsOnWire)
        {
            _inFlight[request.UrlId] = flight with { IsOnWire = false };
            politeness.Pace.Finished(request.ArrivedBy, request.Took);
        }
    }

    private void Ended(DomainEvent.Ended url)
    {
        _fetched++;
        _wanted |= url.Result.AddedToOwnDomain > 0;
        _woken |= url.Result.AddedToOwnDomain > 0;
        if (Land(url.UrlId) is { } flight)
        {
            politeness.TurnProxyTo(url.Result.ProxyTurns);
            if (!url.Result.SparesHost)
            {
                politeness.Learn(url.Result.Outcome, url.Result.RetryAfter, flight.StartedAt);
            }

            if (url.Result.Again is { } again)
            {
                Again(again, url.Result);
            }
            else if (OutcomeTraits.Of(url.Result.Outcome) is { State: UrlState.Fetched })
            {
                _logins.SeenLoggedIn(flight.CrawlId);
            }

            _giveUp |= politeness.IsGivenUp && RetryPolicy.BlamesHost(url.Result.Outcome);
        }
    }

    private void Again(LeasedUrl url, FetchResult result)
    {
        if (result.LoggedOut is { } generation)
        {
            SeenLoggedOut(url, generation, result.Status);
        }
        else if (HasLease)
        {
            _window.Enqueue(url);
        }
    }

    private Flight? Land(long urlId)
    {
        if (!_inFlight.Remove(urlId, out var flight))
        {
            return null;
        }

        if (flight.IsOnWire)
        {
            politeness.Pace.Finished(time.GetTimestamp(), TimeSpan.Zero);
        }

        return flight;
    }

    private void Take(DomainEvent.RobotsFetched robots)
    {
        _fetchesRobots = false;
        if (robots.Fetched is not { } fetched)
        {
            politeness.Pace.Finished(time.GetTimestamp(), TimeSpan.Zero);
            _stepAfter ??= In(StepRetry);
            return;
        }

        politeness.Pace.Finished(fetched.ArrivedBy, fetched.Took);
        if (!politeness.Take(UrlParts.Scheme(robots.Asked.Url.Url), fetched, robots.Asked.StartedAt))
        {
            FailForRobots(robots.Asked.Url, fetched);
            _giveUp |= politeness.IsGivenUp;
        }

        Interlocked.Exchange(ref _delayTicks, politeness.Policy.Delay.Ticks);
    }

    private void ForgetLease()
    {
        _lease = DomainLease.None;
        Interlocked.Exchange(ref _epoch, 0);
        _window.Clear();
        _returns.Clear();
        _failing.Clear();
        (_lost, _parts, _giveUp, _restingSince) = (false, false, false, null);
    }
}
