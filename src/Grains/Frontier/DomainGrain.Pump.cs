using Thresher.Grains.Metrics;
using Thresher.Web.Urls;

namespace Thresher.Grains.Frontier;

/// <summary>
/// What is to be done next. Invariant: nothing is dispatched without an epoch, a robots verdict where the crawl wants one,
/// the pace's consent and a place in flight.
/// </summary>
public sealed partial class DomainGrain
{
    /// <summary>
    /// URLs that may be parsed or committed beside those on the wire, for one domain: so many, or so many times its
    /// concurrency, since transactions that take longer must hold more.
    /// </summary>
    private const int CommitOverhang = 64;

    private const int CommitOverhangTimes = 4;

    private const int LargestWindow = 256;

    private static readonly TimeSpan MinWait = TimeSpan.FromMilliseconds(1);

    /// <summary>How soon it is looked again whether the silo's ownership is confirmed.</summary>
    private static readonly TimeSpan UnsureRetry = TimeSpan.FromMilliseconds(100);

    /// <summary>A host that must be left alone longer than this is given up for the time being, with its window.</summary>
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(20);

    private Task PumpAsync()
    {
        Pump();
        return Task.CompletedTask;
    }

    /// <summary>Does all that can be done now; whatever it waits for calls it again.</summary>
    private void Pump()
    {
        _watch.Moved();
        if (_leaving)
        {
            ReleaseSlot();
            _ = LeaveAsync(CancellationToken.None);
            return;
        }

        if (services.Slots.Draining.IsCancellationRequested || services.Ownership.IsRevoked)
        {
            ReleaseSlot();
            return;
        }

        if (_destination is not null && _lease is not null)
        {
            Depart();
            return;
        }

        if (_politeness.IsUnsaved)
        {
            Step(SaveAsync);
        }
        else if (_lease is null && _mayHaveMore)
        {
            // What was dispatched under an epoch that was lost comes back first: acquiring would queue it once more, and
            // two flights of one URL could not be told apart.
            if (_flights.Count == 0)
            {
                Step(AcquireAsync);
            }

            return;
        }
        else if (_lease is null)
        {
            EnterIdle();
            return;
        }
        else if (_flights.Count == 0 && (_lostUrl || _politeness.HoldOff > LongestHold))
        {
            Step(AbandonAsync);
            return;
        }
        else if (_givenBack.Count > 0)
        {
            Step(GiveBackAsync);
        }
        else if (_mayHaveMore && _window.Count <= WindowSize() / 2)
        {
            Step(RefillAsync);
        }

        Dispatch();
        if (_lease is not null && _window.Count == 0 && _flights.Count == 0 && _givenBack.Count == 0 && !_mayHaveMore)
        {
            Step(ReleaseAsync);
        }
    }

    private void Dispatch()
    {
        while (_lease is not null && _window.TryPeek(out var url) && _flights.Count < FlightLimit())
        {
            if (services.Directory.Find(url.CrawlId) is not { } crawl || !services.Directory.MayDispatch(url.CrawlId, _key))
            {
                _givenBack.Add(_window.Dequeue().Id);
                continue;
            }

            if (!_politeness.Includes(crawl.Job))
            {
                // It runs again, or its job was changed.
                ApplyPolicy();
            }

            if (!services.Ownership.Holds)
            {
                Arm(UnsureRetry);
                return;
            }

            if (_politeness.Wait() is not { } wait)
            {
                return;
            }

            if (wait > TimeSpan.Zero)
            {
                _heldSince = _heldSince == 0 && CrawlMetrics.WantsPolitenessWait ? _time.GetTimestamp() : _heldSince;
                Arm(wait);
                return;
            }

            if (crawl.Job.Politeness.Robots)
            {
                if (_politeness.RulesFor(UrlParts.Scheme(url.Url), crawl.ProductToken) is not { } rules)
                {
                    Step(FetchRobotsAsync);
                    return;
                }

                if (crawl.Job.Sitemaps.FromRobots && !_offered.Contains((url.CrawlId, UrlParts.Scheme(url.Url))))
                {
                    Step(() => OfferSitemapsAsync(url));
                    return;
                }

                if (!rules.Check(url.Url.AsSpan(UrlParts.OriginLength(url.Url))).Allowed)
                {
                    _ = ExcludeAsync(_window.Dequeue());
                    continue;
                }
            }

            if (!_slotInHand && !services.Slots.TryTake())
            {
                Step(TakeSlotAsync);
                return;
            }

            _slotInHand = false;
            _ = FlyAsync(_window.Dequeue(), crawl.Limits.Total + AnswerMargin);
        }

        if (_givenBack.Count > 0)
        {
            Step(GiveBackAsync);
        }
    }

    /// <summary>Some ten seconds of work, and no more than is bounded: what is leased is lost time when the process dies.</summary>
    private int WindowSize()
    {
        var delay = _politeness.Policy.DelayAfter(TimeSpan.Zero);
        var tenSeconds = delay > TimeSpan.Zero ? 10 / delay.TotalSeconds : LargestWindow;
        return (int)Math.Clamp(tenSeconds, 4 * Math.Min(_politeness.Policy.Concurrency, LargestWindow / 4), LargestWindow);
    }

    private int FlightLimit() =>
        _politeness.Policy.Concurrency + Math.Max(CommitOverhang, Math.Min(_politeness.Policy.Concurrency, LargestWindow) * CommitOverhangTimes);

    private void Arm(TimeSpan wait)
    {
        _watch.Moved(wait);
        _timer.Change(wait < MinWait ? MinWait : wait, Timeout.InfiniteTimeSpan);
    }
}
