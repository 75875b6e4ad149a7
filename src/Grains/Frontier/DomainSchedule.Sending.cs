using Thresher.Grains.Contracts;
using Thresher.Grains.Crawls;
using Thresher.Grains.Metrics;
using Thresher.Grains.Pages;
using Thresher.Grains.Politeness;
using Thresher.Storage.Rows;
using Thresher.Web.Robots;
using Thresher.Web.Urls;

namespace Thresher.Grains.Frontier;

/// <summary>Which URL is sent, and when.</summary>
internal sealed partial class DomainSchedule
{
    /// <summary>
    /// URLs of one domain that may be parsed or committed beside requests in progress: this many, or this multiple of its
    /// concurrency, since longer transactions need more.
    /// </summary>
    private const int CommitOverhang = 64;

    private const int CommitOverhangTimes = 4;

    /// <summary>How soon the confirmation of the silo's ownership is checked again.</summary>
    private static readonly TimeSpan UnsureRetry = TimeSpan.FromMilliseconds(100);

    /// <summary>How long, beyond the fetch itself, a worker may take to parse, commit and answer.</summary>
    private static readonly TimeSpan AnswerMargin = TimeSpan.FromSeconds(30);

    private readonly Dictionary<long, Flight> _inFlight = [];
    private readonly HashSet<(long Crawl, string Scheme)> _offered = [];
    private readonly Queue<Next.Fail> _failing = new();
    private bool _fetchesRobots;
    private bool _needsSlot;
    private SlotState _slot;
    private long? _heldSince;

    private bool IsBusy => _inFlight.Count > 0 || _fetchesRobots || _logsIn || _failing.Count > 0;

    private bool CanOvertake => !politeness.IsProbing || _inFlight.Count == 0;

    /// <summary>Sends the next URL, if one may be sent now.</summary>
    private Next? Send()
    {
        _needsSlot = false;
        if (_failing.TryDequeue(out var failing))
        {
            _inFlight[failing.Url.Id] = new Flight(0, false);
            return failing;
        }

        while (HasLease && !_parts && !_fetchesRobots && !_logsIn && _failedSaves == 0 && _window.TryPeek(out var url) && _inFlight.Count < FlightLimit())
        {
            if (scene.Find(url.CrawlId) is not { } crawl || !scene.MayDispatch(url.CrawlId))
            {
                _returns.Add(_window.Dequeue().Id);
                continue;
            }

            if (!politeness.Includes(crawl.Job))
            {
                // The crawl runs again, or its job was changed.
                ApplyPolicy();
            }

            if (!scene.MaySend)
            {
                WakeIn(UnsureRetry);
                return null;
            }

            var scheme = UrlParts.Scheme(url.Url);
            var rules = crawl.Job.Politeness.Robots ? politeness.RulesFor(scheme, crawl.ProductToken) : RobotsRules.AllowAll;
            if (rules is not null)
            {
                if (crawl.Job.Politeness.Robots && crawl.Job.Sitemaps.FromRobots && !_offered.Contains((crawl.Record.Id, scheme)))
                {
                    return _step is null && IsOver(ref _stepAfter) ? Offer(crawl, url, scheme) : null;
                }

                if (!rules.Check(url.Target.AsSpan(UrlParts.OriginLength(url.Target))).Allowed)
                {
                    _inFlight[url.Id] = new Flight(0, false);
                    return new Next.Exclude(_window.Dequeue(), _lease);
                }

                if (HoldsForVisitTime(rules))
                {
                    // Saved, and the domain given up for the time, as with any other hold.
                    return Step();
                }

                if (_logins.Wants(url.CrawlId) && crawl.Login is not null)
                {
                    return LogIn(url, crawl, rules) ?? (_failing.Count > 0 ? Send() : null);
                }
            }

            return MayGo() ? rules is null ? Robots(url, crawl) : Dispatch(crawl) : null;
        }

        // URLs of paused crawls are returned at once, not at the next event.
        return _returns.Count > 0 ? Step() : null;
    }

    private Next Offer(ActiveCrawl crawl, LeasedUrl url, string scheme)
    {
        _offered.Add((crawl.Record.Id, scheme));
        return Begin(new Next.OfferSitemaps(crawl, url, politeness.Sitemaps(scheme)));
    }

    /// <summary>Holds the host until the hours come at which it admits crawlers; false where they have come, or something holds it already.</summary>
    private bool HoldsForVisitTime(RobotsRules rules)
    {
        if (rules.VisitTime is not { } hours || politeness.HoldOff > TimeSpan.Zero || hours.OpensIn(time.GetUtcNow()) is not { Ticks: > 0 } closed)
        {
            return false;
        }

        politeness.HoldOffFor(HoldReason.VisitTime, closed);
        return true;
    }

    /// <summary>Whether a request may be sent now: pace and holds permit it, and the domain holds a place in flight.</summary>
    private bool MayGo()
    {
        if (!CanOvertake || politeness.Wait() is not { } wait)
        {
            return false;
        }

        if (wait > TimeSpan.Zero)
        {
            _heldSince ??= CrawlMetrics.WantsPolitenessWait ? time.GetTimestamp() : null;
            WakeIn(wait);
            return false;
        }

        _needsSlot = true;
        return _slot == SlotState.Held;
    }

    private Next.FetchRobots Robots(LeasedUrl url, ActiveCrawl crawl)
    {
        Leaves();
        _fetchesRobots = true;
        return new Next.FetchRobots(
            url, _lease, politeness.Policy.Delay, crawl.Limits.Total + RobotsFetcher.LongestWaits + AnswerMargin, time.GetTimestamp(), politeness.ProxyTurns);
    }

    private Next.Dispatch Dispatch(ActiveCrawl crawl)
    {
        Leaves();
        if (_heldSince is not null || CrawlMetrics.WantsPolitenessWait)
        {
            CrawlMetrics.Waited(_heldSince is { } since ? time.GetElapsedTime(since) : TimeSpan.Zero);
            _heldSince = null;
        }

        var url = _window.Dequeue();
        _inFlight[url.Id] = new Flight(time.GetTimestamp(), true, url.CrawlId);
        return new Next.Dispatch(url, _lease, crawl.Limits.Total + (crawl.Rendering?.Longest ?? TimeSpan.Zero) + AnswerMargin, politeness.ProxyTurns);
    }

    private void Leaves()
    {
        (_slot, _needsSlot) = (SlotState.None, false);
        politeness.Pace.Started();
    }

    /// <summary>Requests a place when one is needed, and releases it when it is not.</summary>
    private Next? Slot()
    {
        var wants = _needsSlot && _stop == StopReason.None;
        if (wants == (_slot != SlotState.None))
        {
            return null;
        }

        _slot = wants ? SlotState.Asked : SlotState.None;
        return wants ? new Next.AskForSlot() : new Next.DropSlot();
    }

    /// <summary>
    /// Charges the next URL an attempt, as if it had been fetched, so that a dead host comes to an end. What is final is so for
    /// each URL of the crawl that would ask for the same file: all of the window fail at once, instead of one after each delay.
    /// </summary>
    private void FailForRobots(LeasedUrl url, RobotsFetch fetched)
    {
        if (!HasLease || _stop != StopReason.None || !_window.TryPeek(out var head) || head.Id != url.Id || scene.Find(url.CrawlId) is not { } crawl)
        {
            return;
        }

        var again = RetryPolicy.Next(fetched.Failure, url.Attempts, crawl.Job.Limits, null, Random.Shared.NextDouble());
        _failing.Enqueue(new Next.Fail(_window.Dequeue(), _lease, again, fetched.Failure, fetched.Status, fetched.Note));
        if (!RetryPolicy.MayPass(fetched.Failure))
        {
            var scheme = UrlParts.Scheme(url.Url);
            for (var left = _window.Count; left > 0; left--)
            {
                var other = _window.Dequeue();
                if (other.CrawlId == url.CrawlId && UrlParts.Scheme(other.Url) == scheme)
                {
                    _failing.Enqueue(new Next.Fail(other, _lease, null, fetched.Failure, fetched.Status, fetched.Note));
                }
                else
                {
                    _window.Enqueue(other);
                }
            }
        }
    }

    private void ApplyPolicy()
    {
        politeness.Apply(_served.Select(scene.Find).Where(crawl => crawl is { IsRunning: true }).Select(crawl => (crawl!.Job, crawl.ProductToken)));
        Interlocked.Exchange(ref _delayTicks, politeness.Policy.Delay.Ticks);
    }

    private int FlightLimit() =>
        politeness.Policy.Concurrency + Math.Max(CommitOverhang, Math.Min(politeness.Policy.Concurrency, LargestWindow) * CommitOverhangTimes);

    /// <summary>A URL in flight.</summary>
    /// <param name="StartedAt">Timestamp at which its request was sent.</param>
    /// <param name="IsOnWire">Whether the request is in progress.</param>
    /// <param name="CrawlId">The URL's crawl; 0 where nothing is sent.</param>
    private readonly record struct Flight(long StartedAt, bool IsOnWire, long CrawlId = 0);

    /// <summary>The place in flight for the next URL.</summary>
    private enum SlotState
    {
        None,
        Asked,
        Held,
    }
}
