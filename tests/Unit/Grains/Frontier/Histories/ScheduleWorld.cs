using Thresher.Grains.Contracts;
using Thresher.Grains.Frontier;
using Thresher.Grains.Politeness;
using Thresher.Jobs.Outcomes;
using Thresher.Storage;
using Thresher.Web.Urls;

namespace Thresher.Tests.Unit.Grains.Frontier.Histories;

/// <summary>
/// One domain through one history: what its schedule decides is done against a store, a host and a silo whose every move
/// is drawn from the history, activations and processes included; <see cref="PolitenessModel"/> watches.
/// </summary>
internal sealed class ScheduleWorld
{
    private const int MostDecisions = 2_000;
    private const int MostTurns = 20_000;

    private readonly Queue<int> _choices;
    private readonly WorldTime _time = new();
    private readonly WorldCrawls _crawls = new();
    private readonly WorldStore _store;
    private readonly PolitenessModel _model;
    private readonly List<Operation> _operations = [];
    private readonly int[] _versions = [0, 0];
    private DomainState _saved = new();
    private RobotsState _savedRobots = new();
    private DomainState _state = new();
    private RobotsState _robots = new();
    private DomainSchedule? _schedule;
    private TimeSpan? _wait;
    private bool _stopped;
    private bool _siloStops;
    private int _failedSaves;
    private bool _isCalm;
    private bool _hasSlot;

    public ScheduleWorld(IEnumerable<int> choices)
    {
        _choices = new Queue<int>(choices);
        _store = new WorldStore(_time, _crawls);
        _model = new PolitenessModel(_time);
        Accept(1 + Pick(4));
    }

    public IReadOnlyList<string> Violations => _model.Violations;

    public int Requests => _model.Requests;

    /// <summary>Runs the history, then lets all be well until every URL has ended.</summary>
    public ScheduleWorld Run()
    {
        while (_choices.Count > 0 && Violations.Count == 0)
        {
            Settle();
            Act(Pick(100));
        }

        _isCalm = true;
        Array.Fill(_crawls.Running, true);
        (_crawls.MaySend, _versions[0], _versions[1]) = (true, 3, 3);
        for (var turn = 0; _store.Pending > 0 && Violations.Count == 0; turn++)
        {
            _model.Expect(turn < MostTurns, $"{_store.Pending} URLs never end");
            Settle();
            if (_operations.Count > 0)
            {
                Complete(_operations[0]);
            }
            else if (_schedule is not null && _wait is { } wait)
            {
                _time.Advance(wait);
            }
            else
            {
                Sweep();
            }
        }

        return this;
    }

    /// <summary>Carries out decisions until the domain waits.</summary>
    private void Settle()
    {
        for (var decided = 0; _schedule is { } schedule && Violations.Count == 0; decided++)
        {
            _model.Expect(decided < MostDecisions, "decides without end");
            switch (schedule.Decide())
            {
                case Next.Wait wait:
                    _wait = wait.For;
                    _model.Expect(wait.For is not null || _operations.Count > 0, "waits for nothing");
                    return;
                case Next.Leave:
                    Leave(schedule);
                    return;
                case var next:
                    Begin(schedule, next);
                    break;
            }
        }
    }

    private void Begin(DomainSchedule schedule, Next next)
    {
        switch (next)
        {
            case Next.Dispatch:
                Sends();
                break;
            case Next.FetchRobots:
                Sends();
                break;
            case Next.AskForSlot:
                _model.Expect(!_stopped, "asks for a place after a stop");
                break;
            case Next.DropSlot:
                _operations.RemoveAll(operation => operation.Next is Next.AskForSlot);
                _hasSlot = false;
                return;
            case Next.Save:
                _operations.Add(new Operation(next, _time.Now) { Saved = Snapshot() });
                return;
        }

        var operation = new Operation(next, _time.Now);
        if (next is Next.Refill or Next.Acquire or Next.Return && Pick(3) > 0)
        {
            // Most of the store's answers come at once.
            Complete(schedule, operation);
            return;
        }

        _operations.Add(operation);
    }

    private void Sends()
    {
        _model.Expect(!_stopped, "sends after a stop");
        _model.Expect(_hasSlot, "sends without a place");
        _model.Expect(_crawls.MaySend, "sends while not sure of its ownership");
        _hasSlot = false;
        _model.Started();
    }

    private void Act(int choice)
    {
        switch (choice)
        {
            case < 40 when _operations.Count > 0:
                Complete(_operations[Pick(_operations.Count)]);
                break;
            case < 60:
                _time.Advance(_wait is { } wait && _schedule is not null && Pick(3) > 0 ? wait : TimeSpan.FromMilliseconds(Pick(1000) * Pick(10)));
                break;
            case < 64:
                _time.Advance(TimeSpan.FromMinutes(Pick(1000)));
                break;
            case < 72:
                Accept(Pick(5));
                _schedule?.On(new DomainEvent.Woken());
                break;
            case < 80:
                Sweep();
                break;
            case < 84:
                _versions[Pick(2)] = Pick(5);
                break;
            case < 87:
                _crawls.Running[Pick(WorldCrawls.All.Length)] ^= true;
                break;
            case < 89:
                _crawls.MaySend ^= true;
                break;
            case < 95 when _schedule is not null:
                Stop((StopReason)(1 + Pick(5)));
                break;
            case < 97:
                Kill();
                break;
            default:
                _schedule?.On(new DomainEvent.Woken());
                break;
        }
    }

    private void Stop(StopReason reason)
    {
        if (reason != StopReason.StateLost)
        {
            _stopped = true;
            _siloStops |= reason == StopReason.SiloStops;
            _schedule!.On(new DomainEvent.StopRequested(reason));
        }
    }

    private void Kill()
    {
        _model.Killed();
        _operations.Clear();
        (_schedule, _hasSlot, _stopped, _siloStops) = (null, false, false, false);
    }

    private void Leave(DomainSchedule schedule)
    {
        _model.Expect(_operations.Count == 0, "left with something under way");
        _model.Expect(!_hasSlot, "left with a place");
        _model.Left(_failedSaves >= 3);
        if (_siloStops)
        {
            _store.ReleaseOwner(schedule.QuietFor);
        }

        (_schedule, _stopped, _siloStops, _failedSaves) = (null, false, false, 0);
    }

    /// <summary>Activates the domain where the sweep finds it due; a killed owner's lease runs out first.</summary>
    private void Sweep()
    {
        if (_schedule is not null)
        {
            _schedule.On(new DomainEvent.Woken());
            return;
        }

        if (_store.IsOrphaned)
        {
            _store.Expire();
        }
        else if (!_store.IsDue)
        {
            var due = _store.WakeAt > _store.NextDue ? _store.WakeAt : _store.NextDue;
            _time.Advance(due > _time.Now ? due - _time.Now : TimeSpan.FromSeconds(1));
            return;
        }

        (_state, _robots) = (Copy(_saved), Copy(_savedRobots));
        _schedule = new DomainSchedule("h.test", new DomainPoliteness("h.test", _state, _robots, _time), _crawls, _time);
        _schedule.On(new DomainEvent.Woken());
        _failedSaves = 0;
    }

    private void Complete(Operation operation)
    {
        if (operation.Next is Next.Dispatch && !operation.IsOffWire && Pick(4) > 0)
        {
            RequestCompleted(operation);
            return;
        }

        _operations.Remove(operation);
        Complete(_schedule!, operation);
    }

    private void RequestCompleted(Operation operation)
    {
        var url = ((Next.Dispatch)operation.Next).Url;
        var took = _time.Now - operation.Began;
        var arrivedBy = operation.Began + (took * Pick(100) / 100);
        operation.IsOffWire = true;
        _model.RequestCompleted(operation.Began, arrivedBy, took);
        _schedule!.On(new DomainEvent.RequestCompleted(url.Id, arrivedBy.Ticks, took));
    }

    private void Complete(DomainSchedule schedule, Operation operation)
    {
        if (operation.Next is not (Next.Dispatch or Next.FetchRobots or Next.AskForSlot or Next.Exclude or Next.Fail) && !_isCalm && Pick(12) == 0)
        {
            Fail(schedule, operation);
            return;
        }

        try
        {
            Do(schedule, operation);
        }
        catch (StaleEpochException)
        {
            schedule.On(new DomainEvent.LeaseLost());
        }
    }

    /// <summary>A step of which nobody is told whether it was done: now it was, now not.</summary>
    private void Fail(DomainSchedule schedule, Operation operation)
    {
        if (operation.Next is Next.Save)
        {
            _failedSaves++;
        }
        else if (Pick(2) == 0)
        {
            switch (operation.Next)
            {
                case Next.Acquire:
                    _store.Acquire();
                    break;
                case Next.Refill refill:
                    _store.Lease(refill.Lease, refill.Wanted);
                    break;
                case Next.Return back:
                    _store.Return(back.Lease, back.UrlIds);
                    break;
                case Next.Abandon abandon:
                    _store.Abandon(abandon.Lease, WakeAt(abandon), abandon.QuietFor);
                    break;
            }
        }

        schedule.On(new DomainEvent.StepFailed(operation.Next, false));
    }

    private void Do(DomainSchedule schedule, Operation operation)
    {
        switch (operation.Next)
        {
            case Next.Acquire:
                schedule.On(new DomainEvent.Acquired(_store.Acquire()));
                break;
            case Next.Refill refill:
                var leased = _store.Lease(refill.Lease, Math.Min(refill.Wanted, 6));
                leased.ForEach(url => _model.Served((int)url.CrawlId));
                schedule.On(new DomainEvent.Leased(leased, refill.Wanted));
                break;
            case Next.Return back:
                _store.Return(back.Lease, back.UrlIds);
                schedule.On(new DomainEvent.Returned());
                break;
            case Next.Release release:
                var done = _store.Release(release.Lease);
                schedule.On(new DomainEvent.Released(done));
                if (done)
                {
                    schedule.TakeServed();
                    _model.ServesNone();
                }

                break;
            case Next.Abandon abandon:
                _store.Abandon(abandon.Lease, WakeAt(abandon), abandon.QuietFor);
                schedule.On(new DomainEvent.Abandoned());
                break;
            case Next.GiveUp give:
                _store.GiveUp(give.Lease);
                schedule.On(new DomainEvent.GaveUp());
                _model.GaveUp(_state.Closings);
                break;
            case Next.Save:
                (_saved, _savedRobots, var saved) = operation.Saved!.Value;
                saved();
                _failedSaves = 0;
                schedule.On(new DomainEvent.Saved());
                break;
            case Next.Exclude exclude:
                _store.Complete(exclude.Lease, exclude.Url.Id, null);
                schedule.On(new DomainEvent.Settled(exclude.Url.Id));
                break;
            case Next.Fail fail:
                _store.Complete(fail.Lease, fail.Url.Id, fail.Again);
                schedule.On(new DomainEvent.Settled(fail.Url.Id));
                break;
            case Next.AskForSlot:
                _hasSlot = true;
                schedule.On(new DomainEvent.SlotGranted());
                break;
            case Next.FetchRobots robots:
                Answer(schedule, robots, operation.Began);
                break;
            case Next.Dispatch dispatch:
                Answer(schedule, dispatch, operation);
                break;
        }
    }

    private void Answer(DomainSchedule schedule, Next.FetchRobots robots, TimeSpan began)
    {
        var took = _time.Now - began;
        if (!_isCalm && Pick(10) == 0)
        {
            _model.RequestCompleted(began, _time.Now, TimeSpan.Zero);
            schedule.On(new DomainEvent.RobotsFetched(robots, null));
            _model.Ended(began, null, TimeSpan.Zero, _state.Closings);
            return;
        }

        var scheme = UrlParts.Scheme(robots.Url.Url);
        var version = _versions[scheme == "http" ? 0 : 1];
        var hold = _isCalm || Pick(8) > 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(Pick(600));
        var known = _robots.Files.TryGetValue(scheme, out var copy) && copy.Access != RobotsAccess.Defer;
        _model.RequestCompleted(began, _time.Now, took);
        schedule.On(new DomainEvent.RobotsFetched(robots, WorldServer.Fetch(version, hold, _time.GetTimestamp(), took)));
        if (version != WorldServer.Unreachable)
        {
            _model.Robots(scheme, version);
        }

        _model.Ended(began, version == WorldServer.Unreachable && !known ? true : null, hold, _state.Closings);
    }

    private void Answer(DomainSchedule schedule, Next.Dispatch dispatch, Operation operation)
    {
        var url = dispatch.Url;
        if (!operation.IsOffWire)
        {
            _model.RequestCompleted(operation.Began, _time.Now, TimeSpan.Zero);
        }

        var kind = _isCalm ? 0 : Pick(16);
        if (kind == 15)
        {
            schedule.On(new DomainEvent.Lost(url.Id));
            _model.Ended(operation.Began, null, TimeSpan.Zero, _state.Closings);
            return;
        }

        var (outcome, hold) = kind switch
        {
            < 7 => (FetchOutcome.Ok, TimeSpan.Zero),
            7 => (FetchOutcome.NotFound, TimeSpan.Zero),
            < 11 => (FetchOutcome.ServerError, TimeSpan.Zero),
            11 => (FetchOutcome.ConnectTimeout, TimeSpan.Zero),
            12 => (FetchOutcome.TooManyRequests, TimeSpan.FromSeconds(Pick(1000))),
            13 => (FetchOutcome.Cancelled, TimeSpan.Zero),
            _ => (FetchOutcome.InternalError, TimeSpan.Zero),
        };
        var again = outcome == FetchOutcome.Cancelled ? TimeSpan.Zero
            : RetryPolicy.Next(outcome, url.Attempts, WorldCrawls.All[url.CrawlId].Job.Limits, null, 0);
        _store.Complete(dispatch.Lease, url.Id, again, outcome != FetchOutcome.Cancelled);
        schedule.On(new DomainEvent.Ended(url.Id, new FetchResult(outcome, true, hold, 0)));
        bool? failed = RetryPolicy.BlamesHost(outcome) ? true : outcome is FetchOutcome.Cancelled or FetchOutcome.InternalError ? null : false;
        _model.Ended(
            operation.Began, failed, outcome == FetchOutcome.TooManyRequests && hold == TimeSpan.Zero ? TimeSpan.FromSeconds(30) : hold, _state.Closings);
    }

    private void Accept(int count)
    {
        for (; count > 0; count--)
        {
            _store.Accept(Pick(WorldCrawls.All.Length), Pick(3) == 0 ? "https" : "http", Pick(4) == 0);
        }
    }

    private TimeSpan WakeAt(Next.Abandon abandon) => TimeSpan.FromMilliseconds(abandon.WakeAt - _time.UnixMs()) + _time.Now;

    private (DomainState State, RobotsState Robots, Action Saved) Snapshot() => (Copy(_state), Copy(_robots), _model.Saving());

    private int Pick(int below) => _choices.TryDequeue(out var choice) ? choice % below : 0;

    private static DomainState Copy(DomainState state) => new()
    {
        FailuresInARow = state.FailuresInARow,
        FailingSince = state.FailingSince,
        Closings = state.Closings,
        Holds = new Dictionary<HoldReason, long>(state.Holds),
    };

    private static RobotsState Copy(RobotsState robots) => new()
    {
        Files = robots.Files.ToDictionary(file => file.Key, file => new RobotsRecord
        {
            Access = file.Value.Access,
            Body = file.Value.Body,
            ExpiresAt = file.Value.ExpiresAt,
            UnreachableSince = file.Value.UnreachableSince,
        }),
    };

    /// <summary>Something that was decided and has not ended.</summary>
    private sealed class Operation(Next next, TimeSpan began)
    {
        public Next Next => next;

        public TimeSpan Began => began;

        public bool IsOffWire { get; set; }

        public (DomainState State, RobotsState Robots, Action Saved)? Saved { get; init; }
    }
}
