using Thresher.Grains.Politeness;
using Thresher.Storage;
using Thresher.Storage.Rows;

namespace Thresher.Grains.Frontier;

/// <summary>
/// Decides what a domain does next, from what happened; knows neither store nor tasks. At most one step that changes the
/// store is in progress, beside any number of URLs in flight. Invariants: nothing is sent without an epoch, without a
/// robots verdict where the crawl wants one, before the delay or the hold in force at that moment, or after a stop; what was
/// learnt is saved before the domain is left; nothing is sent once it is being released, and it is not released while
/// anything is in flight. Single-threaded; the members that <see cref="View"/> reads are written atomically.
/// </summary>
internal sealed partial class DomainSchedule(string domain, DomainPoliteness politeness, IDomainScene scene, TimeProvider time)
{
    private const int LargestWindow = 256;

    /// <summary>Failed writes of the state in a row after which it is read again.</summary>
    private const int MostFailedSaves = 3;

    /// <summary>A domain whose host is held longer than this is abandoned until then, with its window.</summary>
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(20);

    /// <summary>How long the grain stays after its last work, in case more arrives soon.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(3);

    private readonly Queue<LeasedUrl> _window = new();
    private readonly List<long> _returns = [];
    private readonly HashSet<long> _served = [];
    private Next? _step;
    private DomainLease _lease;
    private long _lastEpoch;
    private long _epoch;
    private bool _wanted;
    private bool _woken;
    private bool _lost;
    private bool _parts;
    private bool _giveUp;
    private int _failedSaves;
    private long? _stepAfter;
    private long? _refillAfter;
    private long? _acquireAfter;
    private long? _restingSince;
    private StopReason _stop;
    private SiloAddress? _destination;
    private TimeSpan? _soonest;

    private bool HasLease => _lease.IsHeld;

    private bool IsUnsaved => politeness.IsUnsaved || politeness.IsRobotsUnsaved;

    /// <summary>How long the host was certainly sent no request. Safe for any thread.</summary>
    public TimeSpan QuietFor => politeness.Pace.QuietFor;

    /// <summary>Decides what to do now. Call it again after each decision until it decides to wait.</summary>
    public Next Decide()
    {
        _soonest = null;
        return (_stop != StopReason.None ? Going() : Step() ?? Send()) ?? Slot() ?? new Next.Wait(_soonest);
    }

    /// <summary>The crawls served since the last call, which may be complete now.</summary>
    public IReadOnlyList<long> TakeServed()
    {
        var served = _served.ToArray();
        _served.Clear();
        return served;
    }

    /// <summary>The next step that changes the store, unless one is in progress.</summary>
    private Next? Step()
    {
        if (_step is not null || !IsOver(ref _stepAfter))
        {
            return null;
        }

        if (IsUnsaved)
        {
            return Save();
        }

        if (!HasLease)
        {
            // URLs sent under a lost epoch end first: acquiring would queue them again, and two requests for one URL could not
            // be distinguished.
            return IsBusy ? null : !_wanted ? Idle() : IsOver(ref _acquireAfter) ? Begin(new Next.Acquire()) : null;
        }

        if (_parts)
        {
            // Whether the domain was released is unknown: it is released before anything else.
            return Begin(Abandon());
        }

        var isHeld = politeness.HoldOff > LongestHold;
        if (_giveUp)
        {
            // The URLs of its window fail with the rest.
            _returns.AddRange(_window.Select(url => url.Id));
            _window.Clear();
        }

        if (!IsBusy && (_lost || isHeld) && !_giveUp)
        {
            return Begin(Abandon());
        }

        if (_returns.Count > 0)
        {
            var ids = _returns.ToArray();
            _returns.Clear();
            return Begin(new Next.Return(_lease, ids));
        }

        if (_giveUp)
        {
            return Begin(new Next.GiveUp(_lease));
        }

        if (!IsOver(ref _refillAfter) || isHeld)
        {
            return null;
        }

        var size = WindowSize();
        return _wanted && _window.Count <= size / 2 ? Begin(new Next.Refill(_lease, size - _window.Count))
            : !_wanted && !IsBusy && _window.Count == 0 ? Begin(new Next.Release(_lease))
            : null;
    }

    /// <summary>Nothing to do: stays for a moment, in case more arrives soon, then leaves.</summary>
    private Next? Idle()
    {
        _restingSince ??= time.GetTimestamp();
        var left = Rest - time.GetElapsedTime(_restingSince.Value);
        if (left <= TimeSpan.Zero && _slot == SlotState.None)
        {
            return new Next.Leave(null);
        }

        WakeIn(left);
        return null;
    }

    /// <summary>Stops sending, waits for URLs in flight, saves, releases the domain, and leaves.</summary>
    private Next? Going()
    {
        if (_step is not null || IsBusy || !IsOver(ref _stepAfter))
        {
            return null;
        }

        if (IsUnsaved && _failedSaves < MostFailedSaves)
        {
            return Save();
        }

        return HasLease && _stop != StopReason.SiloStops ? Begin(Abandon())
            : _slot == SlotState.None ? new Next.Leave(_destination)
            : null;
    }

    private Next Save()
    {
        var save = new Next.Save(politeness.IsUnsaved, politeness.IsRobotsUnsaved);
        politeness.Saving();
        politeness.SavingRobots();
        return Begin(save);
    }

    private Next.Abandon Abandon() => new(_lease, Math.Max(time.UnixMs(), politeness.Hold?.Until ?? 0), QuietFor);

    private Next Begin(Next step)
    {
        _woken = false;
        _parts |= step is Next.Abandon or Next.Release;
        _step = step;
        return step;
    }

    /// <summary>Some ten seconds of work, and no more than is bounded: what is leased is lost time when the process dies.</summary>
    private int WindowSize()
    {
        var delay = politeness.Policy.DelayAfter(TimeSpan.Zero);
        var tenSeconds = delay > TimeSpan.Zero ? 10 / delay.TotalSeconds : LargestWindow;
        return (int)Math.Clamp(tenSeconds, 4 * Math.Min(politeness.Policy.Concurrency, LargestWindow / 4), LargestWindow);
    }

    /// <summary>Whether a moment, if one is set, has passed; if not, the domain looks again then.</summary>
    private bool IsOver(ref long? moment)
    {
        if (moment is { } set)
        {
            var left = time.GetElapsedTime(time.GetTimestamp(), set);
            if (left > TimeSpan.Zero)
            {
                WakeIn(left);
                return false;
            }

            moment = null;
        }

        return true;
    }

    private long In(TimeSpan wait) => time.GetTimestamp() + (long)(wait.TotalSeconds * time.TimestampFrequency);

    private void WakeIn(TimeSpan wait) => _soonest = _soonest is { } sooner && sooner < wait ? sooner : wait;
}
