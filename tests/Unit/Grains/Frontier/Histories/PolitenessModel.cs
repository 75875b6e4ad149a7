namespace Thresher.Tests.Unit.Grains.Frontier.Histories;

/// <summary>
/// What the host's owner may expect, computed anew from the crawls' wishes, the files the host served and what it
/// answered, with no code of the schedule's: the earliest moment of each request.
/// </summary>
internal sealed class PolitenessModel(WorldTime time)
{
    private static readonly TimeSpan Default = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AdaptiveMost = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, int> _files = [];
    private readonly HashSet<int> _served = [];
    private readonly List<TimeSpan> _onWire = [];
    private Dictionary<string, int> _savedFiles = [];
    private TimeSpan _lastStart = TimeSpan.MinValue;
    private TimeSpan _lastArrival = TimeSpan.MinValue;
    private TimeSpan _lastTook;
    private TimeSpan _heldUntil;
    private TimeSpan _savedHold;
    private TimeSpan _closedAt = TimeSpan.MinValue;
    private int _closings;
    private int _savedClosings;
    private int _unfinished;

    public List<string> Violations { get; } = [];

    public int Requests { get; private set; }

    public void Served(int crawl) => _served.Add(crawl);

    public void ServesNone() => _served.Clear();

    /// <summary>A request goes out now.</summary>
    public void Started()
    {
        Requests++;
        var gap = Gap();
        Expect(Since(_lastStart) >= gap, $"a request {Since(_lastStart).TotalSeconds:0.000} s after the one before, with a gap of {gap.TotalSeconds} s in force");
        Expect(Since(_lastArrival) >= gap, $"a request {Since(_lastArrival).TotalSeconds:0.000} s after an arrival, with a gap of {gap.TotalSeconds} s in force");
        Expect(time.Now >= _heldUntil, $"a request {(_heldUntil - time.Now).TotalSeconds:0.000} s before the hold is over");
        Expect(_onWire.Count < Concurrency(), $"{_onWire.Count + 1} requests on the wire of {Concurrency()} allowed");
        Expect(_closings == 0 || _unfinished == 0, "a request beside the probe");
        _onWire.Add(time.Now);
        _unfinished++;
        _lastStart = time.Now;
    }

    /// <summary>One that started then is off the wire, and the server had it by that time.</summary>
    public void RequestCompleted(TimeSpan started, TimeSpan arrivedBy, TimeSpan took)
    {
        if (_onWire.Remove(started))
        {
            _lastArrival = arrivedBy > _lastArrival ? arrivedBy : _lastArrival;
            _lastTook = took;
        }
    }

    /// <summary>It has ended, and the domain was told of it.</summary>
    /// <param name="started">When it was sent.</param>
    /// <param name="failed">Whether that speaks against the host; null when it says nothing.</param>
    /// <param name="hold">How long the host asks to be left alone.</param>
    /// <param name="closings">Closings that the domain counts now.</param>
    public void Ended(TimeSpan started, bool? failed, TimeSpan hold, int closings)
    {
        _unfinished--;
        Hold(hold);
        if (failed == true)
        {
            Expect(closings <= _closings + 1, "more than one closing for a failure");
            Expect(started >= _closedAt || closings == _closings, "a failure sent before the last closing counts");
            if (closings > _closings)
            {
                _closedAt = time.Now;
                Hold(TimeSpan.FromMinutes(Math.Min(5 * Math.Pow(2, closings - 1), 360)));
            }
        }
        else if (failed == false && started >= _closedAt)
        {
            Expect(closings == 0, "a success does not open the host");
        }

        _closings = closings;
    }

    /// <summary>What was queued has failed with the host.</summary>
    public void GaveUp(int closings) => _closings = closings;

    public void Robots(string scheme, int version) => _files[scheme] = version;

    /// <summary>What is known now is being written; to be called when that has succeeded.</summary>
    public Action Saving()
    {
        var (files, hold, closings) = (new Dictionary<string, int>(_files), _heldUntil, _closings);
        return () => (_savedFiles, _savedHold, _savedClosings) = (files, hold, closings);
    }

    /// <summary>The domain is left, as it says with all that was learnt written.</summary>
    public void Left(bool lostState)
    {
        Expect(_unfinished == 0 && _onWire.Count == 0, "left with requests in flight");
        Expect(lostState || _savedHold >= _heldUntil || _heldUntil <= time.Now, "left without having saved a hold");
        Expect(lostState || _savedClosings == _closings, "left without having saved the closings");
        Forget();
    }

    /// <summary>The process is killed: only what was written lasts, and what was on the wire arrives.</summary>
    public void Killed()
    {
        _lastArrival = _onWire.Count > 0 ? time.Now : _lastArrival;
        Forget();
    }

    public void Expect(bool holds, string otherwise)
    {
        if (!holds)
        {
            Violations.Add(otherwise);
        }
    }

    private void Forget()
    {
        _onWire.Clear();
        _served.Clear();
        (_unfinished, _heldUntil, _closings, _closedAt, _lastTook) = (0, _savedHold, _savedClosings, TimeSpan.MinValue, TimeSpan.Zero);
        _files.Clear();
        foreach (var (scheme, version) in _savedFiles)
        {
            _files[scheme] = version;
        }
    }

    private void Hold(TimeSpan length) => _heldUntil = length > TimeSpan.Zero && time.Now + length > _heldUntil ? time.Now + length : _heldUntil;

    private TimeSpan Since(TimeSpan moment) => moment == TimeSpan.MinValue ? TimeSpan.MaxValue : time.Now - moment;

    private int Concurrency() => _served.Min(crawl => WorldCrawls.All[crawl].Job.Politeness.Concurrency);

    private TimeSpan Gap()
    {
        var gap = TimeSpan.Zero;
        foreach (var crawl in _served)
        {
            var politeness = WorldCrawls.All[crawl].Job.Politeness;
            var wish = politeness.Delay ?? Longer(Default, _lastTook * 2 < AdaptiveMost ? _lastTook * 2 : AdaptiveMost);
            var asked = politeness.Robots ? _files.Values.Select(version => WorldServer.CrawlDelay(version, WorldCrawls.All[crawl].ProductToken)).DefaultIfEmpty().Max() : TimeSpan.Zero;
            gap = Longer(gap, Longer(wish, asked));
        }

        return gap;
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
