namespace Thresher.Grains.Politeness;

/// <summary>
/// When the next request to one domain may start. Invariant: at most the policy's concurrency are in progress, no request
/// starts sooner after another than the delay, and with one at a time none arrives sooner at the server either: the delay counts from the moment by which the earlier one must have arrived (its response headers, or its
/// end). With several at a time arrivals cannot be known, so only starts are spaced. Single-threaded.
/// </summary>
public sealed class DomainPace
{
    /// <summary>Upward jitter on each delay, so that many domains do not synchronize; small, to keep the rate.</summary>
    private const double Jitter = 0.02;

    /// <summary>Longer than any delay, and short enough to count in ticks.</summary>
    private static readonly TimeSpan LongestQuiet = TimeSpan.FromDays(3650);

    private readonly TimeProvider _time;
    private long _lastStart;
    private long _lastArrival;
    private TimeSpan _lastFetch;
    private TimeSpan _gap;

    /// <summary>Makes a pace that waits one full delay before the first request, unless <see cref="Resume"/> says otherwise.</summary>
    /// <param name="time">Monotonic time.</param>
    public DomainPace(TimeProvider time)
    {
        _time = time;
        _gap = Policy.Delay;
        Interrupted();
    }

    /// <summary>The policy in force; may change at any time.</summary>
    public DomainPolicy Policy { get; private set; } = DomainPolicy.Default;

    /// <summary>Requests in progress.</summary>
    public int OnWire { get; private set; }

    /// <summary>How long no request has certainly arrived.</summary>
    public TimeSpan QuietFor => OnWire > 0 ? TimeSpan.Zero : _time.GetElapsedTime(Math.Max(_lastStart, _lastArrival));

    /// <summary>Sets the policy for the requests to come.</summary>
    public void Apply(DomainPolicy policy)
    {
        Policy = policy;
        _gap = Widen(policy.DelayAfter(_lastFetch));
    }

    /// <summary>How long until a request may start; zero for now, null while the concurrency is used up.</summary>
    public TimeSpan? Wait()
    {
        if (OnWire >= Policy.Concurrency)
        {
            return null;
        }

        var quiet = _time.GetElapsedTime(Math.Max(_lastStart, _lastArrival));
        return quiet >= _gap ? TimeSpan.Zero : _gap - quiet;
    }

    /// <summary>Another sender may just have sent a request: the next one waits one full delay.</summary>
    public void Interrupted() => Resume(TimeSpan.Zero);

    /// <summary>
    /// Other owners had the domain before and have certainly sent no request for this long; negative: one may still arrive
    /// within that time.
    /// </summary>
    public void Resume(TimeSpan quietFor) => _lastStart = _lastArrival =
        _time.GetTimestamp() - (long)(Math.Min(quietFor.TotalSeconds, LongestQuiet.TotalSeconds) * _time.TimestampFrequency);

    /// <summary>A request starts.</summary>
    public void Started()
    {
        OnWire++;
        _lastStart = _time.GetTimestamp();
    }

    /// <summary>A request is complete.</summary>
    /// <param name="arrivedBy">Timestamp by which the server must have had the request.</param>
    /// <param name="took">How long the fetch took.</param>
    public void Finished(long arrivedBy, TimeSpan took)
    {
        OnWire--;
        _lastArrival = Math.Max(_lastArrival, arrivedBy);
        _lastFetch = took;
        _gap = Widen(Policy.DelayAfter(took));
    }

    private static TimeSpan Widen(TimeSpan delay) =>
        delay == TimeSpan.Zero ? delay : delay * (1 + (Random.Shared.NextDouble() * Jitter));
}
