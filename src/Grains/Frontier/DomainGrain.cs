using Microsoft.Extensions.Logging;
using Orleans.Placement;
using Thresher.Grains.Contracts;
using Thresher.Grains.Ownership;
using Thresher.Grains.Politeness;
using Thresher.Storage.Rows;

namespace Thresher.Grains.Frontier;

/// <summary>
/// One domain's frontier. A pump, driven by wake-ups, worker answers and a timer, leases a bounded window of URLs and
/// hands them to workers as the domain's pace allows; it runs between grain calls, never inside one. Steps that wait
/// for the store run one at a time. What grains are asked is here, the rest in the files beside this one.
/// </summary>
[RandomPlacement, GrainType("thresher.domain")]
public sealed partial class DomainGrain(
    [PersistentState("domain", DomainGrain.StorageName)] IPersistentState<DomainState> state,
    DomainServices services,
    ILogger<DomainGrain> logger) : Grain, IDomainGrain, IActiveDomain
{
    /// <summary>Name of the grain storage that holds the durable state.</summary>
    public const string StorageName = "thresher";

    /// <summary>How soon a reservation is tried again while requests are on the wire.</summary>
    private static readonly TimeSpan FullWireWait = TimeSpan.FromMilliseconds(250);

    private readonly Queue<LeasedUrl> _window = new();
    private readonly List<long> _givenBack = [];
    private readonly Dictionary<long, bool> _flights = [];
    private readonly HashSet<long> _served = [];
    private readonly HashSet<(long Crawl, string Scheme)> _offered = [];
    private readonly TimeProvider _time = services.Time;
    private readonly StallWatch _watch = new(services.Time);
    private string _key = "";
    private IGrainTimer _timer = null!;
    private DomainPoliteness _politeness = null!;
    private DomainLease? _lease;
    private long _lastEpoch;
    private bool _mayHaveMore;
    private bool _stepping;
    private bool _slotInHand;
    private bool _lostUrl;
    private long _fetched;
    private bool _leaving;
    private long _heldSince;

    /// <inheritdoc/>
    public bool IsStalled => services.Ownership.Holds && _watch.IsStalled;

    /// <inheritdoc/>
    public TimeSpan QuietFor => _politeness.Pace.QuietFor;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = this.GetPrimaryKeyString();
        _politeness = new DomainPoliteness(_key, state.State, _time);
        _timer = this.RegisterGrainTimer(
            _ => PumpAsync(),
            new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = true });
        services.Active.Add(_key, this);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (reason.ReasonCode == DeactivationReasonCode.DirectoryFailure)
        {
            LogUnregistered(_key, reason.Description);
        }

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
            _politeness.Pace.Finished(arrivedBy, took);
        }

        return PumpAsync();
    }

    /// <inheritdoc/>
    public Task<TimeSpan> ReserveAsync()
    {
        var wait = _politeness.Wait() ?? FullWireWait;
        if (wait <= TimeSpan.Zero)
        {
            _politeness.Pace.Interrupted();
            if (_lease is null)
            {
                // Nobody writes down when an unowned domain was last asked, so its next owner is told not to before.
                _politeness.HoldOffFor(_politeness.Policy.Delay);
                Pump();
            }
        }

        return Task.FromResult(wait);
    }

    /// <inheritdoc/>
    public Task<DomainView> GetState() => Task.FromResult(Look());

    /// <inheritdoc/>
    public Task<DomainState> Recall() => Task.FromResult(state.State);

    /// <inheritdoc/>
    public DomainView Look() => new(
        _key, Activity(), _window.Count, _flights.Count, _politeness.Pace.OnWire, _politeness.Policy.Delay, _politeness.HoldOff > TimeSpan.Zero ? _politeness.NotBefore : 0,
        _politeness.FailuresInARow, _lease?.Epoch ?? 0, _fetched);

    private string Activity() =>
        _lease is null ? "idle"
        : _destination is not null ? DomainView.Leaving
        : _politeness.IsClosed ? "host closed"
        : _politeness.HoldOff > TimeSpan.Zero ? "holding off"
        : _flights.Count > 0 ? "fetching"
        : _window.Count > 0 ? "waiting" : "looking";
}
