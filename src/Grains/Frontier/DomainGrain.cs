using Microsoft.Extensions.Logging;
using Orleans.Placement;
using Thresher.Activity;
using Thresher.Crawls;
using Thresher.Fetching;
using Thresher.Politeness;
using Thresher.Robots;
using Thresher.Storage;

namespace Thresher.Frontier;

/// <summary>
/// One domain's frontier. A pump, driven by wake-ups, worker answers and a timer, leases a bounded window of URLs and
/// hands them to workers as the domain's pace allows; it runs between grain calls, never inside one. Steps that wait
/// for the store run one at a time. Invariant: nothing is dispatched without an epoch, a robots verdict where the crawl
/// wants one, the pace's consent and a place in flight.
/// </summary>
[RandomPlacement, GrainType("thresher.domain")]
public sealed partial class DomainGrain(
    [PersistentState("domain", DomainGrain.StorageName)] IPersistentState<DomainState> state,
    DomainServices services,
    ILogger<DomainGrain> logger) : Grain, IDomainGrain, IActiveDomain
{
    /// <summary>Name of the grain storage that holds the durable state.</summary>
    public const string StorageName = "thresher";

    /// <summary>
    /// URLs that may be parsed or committed beside those on the wire, for one domain: so many, or so many times its
    /// concurrency, since transactions that take longer must hold more.
    /// </summary>
    private const int CommitOverhang = 64;

    private const int CommitOverhangTimes = 4;

    private const int LargestWindow = 256;

    /// <summary>How soon a reservation is tried again while requests are on the wire.</summary>
    private static readonly TimeSpan FullWireWait = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan MinWait = TimeSpan.FromMilliseconds(1);

    /// <summary>How soon it is looked again whether the silo's ownership is confirmed.</summary>
    private static readonly TimeSpan UnsureRetry = TimeSpan.FromMilliseconds(100);

    /// <summary>A host that must be left alone longer than this is given up for the time being, with its window.</summary>
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(20);

    /// <summary>How long, beyond the fetch itself, a worker may take to parse, commit and answer.</summary>
    private static readonly TimeSpan AnswerMargin = TimeSpan.FromSeconds(30);

    private readonly Queue<LeasedUrl> _window = new();
    private readonly List<long> _givenBack = [];
    private readonly Dictionary<long, bool> _flights = [];
    private readonly HashSet<long> _served = [];
    private readonly HashSet<(long Crawl, string Scheme)> _offered = [];
    private readonly TimeProvider _time = services.Time;
    private readonly StallWatch _watch = new(services.Time);
    private string _key = "";
    private IGrainTimer _timer = null!;
    private DomainState _state = null!;
    private DomainRobots _robots = null!;
    private DomainPace _pace = null!;
    private DomainLease? _lease;
    private long _lastEpoch;
    private bool _mayHaveMore;
    private bool _stepping;
    private bool _unsaved;
    private bool _slotInHand;
    private bool _lostUrl;
    private long _fetched;
    private TimeSpan? _crawlDelay;
    private bool _leaving;
    private long _heldSince;

    /// <inheritdoc/>
    public bool IsStalled => services.Ownership.Holds && _watch.IsStalled;

    /// <inheritdoc/>
    public TimeSpan QuietFor => _pace.QuietFor;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = this.GetPrimaryKeyString();
        _state = state.State;
        _robots = new DomainRobots(_state);
        _pace = new DomainPace(_time);
        _timer = this.RegisterGrainTimer(
            _ => PumpAsync(),
            new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = true });
        services.Active.Add(_key, this);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        services.Active.Remove(_key, this);
        _leaving = true;
        await LeaveAsync(cancellationToken);
        ReleaseSlot();
    }

    /// <inheritdoc/>
    public Task Wake()
    {
        services.Isolation.Woken();
        if (IsStalled)
        {
            LogStalled(_key, Activity(), _stepping, _flights.Count);
            DeactivateOnIdle();
            return Task.CompletedTask;
        }

        _mayHaveMore = true;
        return PumpAsync();
    }

    /// <inheritdoc/>
    public Task OffWire(long urlId, long arrivedBy, TimeSpan took)
    {
        if (_flights.TryGetValue(urlId, out var offWire) && !offWire)
        {
            _flights[urlId] = true;
            _pace.Finished(arrivedBy, took);
        }

        return PumpAsync();
    }

    /// <inheritdoc/>
    public Task<TimeSpan> ReserveAsync()
    {
        var wait = WaitForPace() ?? FullWireWait;
        if (wait <= TimeSpan.Zero)
        {
            _pace.Interrupted();
            if (_lease is null)
            {
                // Nobody writes down when an unowned domain was last asked, so its next owner is told not to before.
                HoldOffFor(_pace.Policy.Delay);
                Pump();
            }
        }

        return Task.FromResult(wait);
    }

    /// <inheritdoc/>
    public Task<DomainView> GetState() => Task.FromResult(Look());

    /// <inheritdoc/>
    public Task<DomainState> Recall() => Task.FromResult(_state);

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

        if (_unsaved)
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
            Relax();
            return;
        }
        else if (_flights.Count == 0 && (_lostUrl || HoldOff() > LongestHold))
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

            if (!services.Ownership.Holds)
            {
                Arm(UnsureRetry);
                return;
            }

            if (WaitForPace() is not { } wait)
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
                if (RulesFor(url, crawl) is not { } rules)
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

    /// <summary>Starts one fetch; it goes on beside the pump and ends in it.</summary>
    private async Task FlyAsync(LeasedUrl url, TimeSpan limit)
    {
        var lease = _lease!.Value;
        TellWait();
        _pace.Started();
        _flights[url.Id] = false;
        _served.Add(url.CrawlId);
        _watch.Moved(limit);
        try
        {
            var result = await GrainFactory.GetGrain<IFetchWorkerGrain>(0)
                .FetchAsync(new FetchRequest(url, _key, lease.DomainId, lease.Epoch))
                .WaitAsync(limit, _time);
            await LearnAsync(result);
        }
        catch (Exception failure)
        {
            // The outcome is not known. The row stays leased under this epoch and is served again when the domain is
            // next acquired, so the epoch is ended here.
            LogLost(url.Url, failure);
            _lostUrl = true;
        }
        finally
        {
            if (_flights.Remove(url.Id, out var offWire) && !offWire)
            {
                _pace.Finished(_time.GetTimestamp(), TimeSpan.Zero);
            }

            services.Slots.Release();
        }

        Pump();
    }

    private void TellWait()
    {
        if (_heldSince != 0 || CrawlMetrics.WantsPolitenessWait)
        {
            CrawlMetrics.Waited(_heldSince == 0 ? TimeSpan.Zero : _time.GetElapsedTime(_heldSince));
            _heldSince = 0;
        }
    }

    private async Task LearnAsync(FetchResult result)
    {
        _fetched++;
        _mayHaveMore |= result.AddedToOwnDomain > 0;
        HoldOffFor(result.RetryAfter);
        if (RetryPolicy.BlamesHost(result.Outcome))
        {
            if (result.Outcome == FetchOutcome.TooManyRequests && result.RetryAfter == TimeSpan.Zero)
            {
                HoldOffFor(FirstHoldOff);
            }

            await FailedAsync();
        }
        else if (_state.FailuresInARow > 0 && result.Outcome != FetchOutcome.Cancelled)
        {
            _state.FailuresInARow = 0;
            _unsaved = true;
        }
    }

    /// <summary>Leaves the host alone for at least so long from now, through restarts too.</summary>
    private void HoldOffFor(TimeSpan wait)
    {
        var until = _time.UnixMs() + (long)wait.TotalMilliseconds;
        if (wait > TimeSpan.Zero && until > _state.NotBefore)
        {
            _state.NotBefore = until;
            _unsaved = true;
        }
    }

    private TimeSpan HoldOff() => TimeSpan.FromMilliseconds(Math.Max(0, _state.NotBefore - _time.UnixMs()));

    /// <summary>How long until the next request may start; null while the wire is full.</summary>
    private TimeSpan? WaitForPace()
    {
        var wait = _pace.Wait();
        return wait < HoldOff() ? HoldOff() : wait;
    }

    private RobotsRules? RulesFor(LeasedUrl url, ActiveCrawl crawl)
    {
        var rules = _robots.RulesFor(UrlParts.Scheme(url.Url), crawl.ProductToken, _time.UnixMs());
        if (rules is not null && _crawlDelay != _robots.CrawlDelay)
        {
            ApplyPolicy();
        }

        return rules;
    }

    private void ApplyPolicy()
    {
        _crawlDelay = _robots.CrawlDelay;
        _pace.Apply(DomainPolicy.Join(
            _key, _served.Select(services.Directory.Find).Where(crawl => crawl is { IsRunning: true }).Select(crawl => crawl!.Job), _crawlDelay));
    }

    /// <summary>Some ten seconds of work, and no more than is bounded: what is leased is lost time when the process dies.</summary>
    private int WindowSize()
    {
        var delay = _pace.Policy.DelayAfter(TimeSpan.Zero);
        var tenSeconds = delay > TimeSpan.Zero ? 10 / delay.TotalSeconds : LargestWindow;
        return (int)Math.Clamp(tenSeconds, 4 * Math.Min(_pace.Policy.Concurrency, LargestWindow / 4), LargestWindow);
    }

    private int FlightLimit() =>
        _pace.Policy.Concurrency + Math.Max(CommitOverhang, Math.Min(_pace.Policy.Concurrency, LargestWindow) * CommitOverhangTimes);

    private FetchRequest Request(LeasedUrl url) => new(url, _key, _lease!.Value.DomainId, _lease.Value.Epoch);

    private void ForgetLease()
    {
        _lease = null;
        _window.Clear();
        _givenBack.Clear();
        _restingSince = 0;
        ReleaseSlot();
    }

    private void ReleaseSlot()
    {
        if (_slotInHand)
        {
            _slotInHand = false;
            services.Slots.Release();
        }
    }

    private void Arm(TimeSpan wait)
    {
        _watch.Moved(wait);
        _timer.Change(wait < MinWait ? MinWait : wait, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public DomainView Look() => new(
        _key, Activity(), _window.Count, _flights.Count, _pace.OnWire, _pace.Policy.Delay, HoldOff() > TimeSpan.Zero ? _state.NotBefore : 0,
        _state.FailuresInARow, _lease?.Epoch ?? 0, _fetched);

    private string Activity() =>
        _lease is null ? "idle"
        : _destination is not null ? DomainView.Leaving
        : HoldOff() > TimeSpan.Zero ? (_state.FailuresInARow >= Breaker.Threshold ? "host closed" : "holding off")
        : _flights.Count > 0 ? "fetching"
        : _window.Count > 0 ? "waiting" : "looking";
}
