using Thresher.Grains.Bodies;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;

namespace Thresher.Grains.Fetching;

/// <summary>
/// The time limits of one fetch and where it stands. One token serves all phases: it fires at the end of the phase that
/// runs, or of the whole, and <see cref="Overrun"/> tells which. A request first waits for its answer; connecting, when
/// no connection is at hand, stops that phase and starts it anew, so that neither limit eats into the other.
/// </summary>
internal sealed class FetchClock : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly FetchLimits _limits;
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _outer;
    private readonly CancellationToken _outerToken;
    private readonly long _started;
    private Phase _phase = Phase.Waiting;
    private bool _totalComesFirst;
    private bool _disposed;
    private bool _tooSlow;
    private ITimer? _watch;
    private long _phaseBegan;
    private long _headersAt;

    public FetchClock(TimeProvider time, FetchLimits limits, CancellationToken outer)
    {
        _time = time;
        _limits = limits;
        _started = _phaseBegan = time.GetTimestamp();
        _outerToken = outer;
        _totalComesFirst = limits.Total < limits.FirstByte;
        _source = new CancellationTokenSource(_totalComesFirst ? limits.Total : limits.FirstByte, time);
        Token = _source.Token;
        _outer = outer.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _source);
    }

    private enum Phase
    {
        Waiting,
        Connecting,
        Reading,
    }

    /// <summary>Fires when the fetch must end; usable after disposal, when it never fires any more.</summary>
    public CancellationToken Token { get; }

    public TimeProvider Time => _time;

    public int Status { get; set; }

    public TimeSpan Elapsed => _time.GetElapsedTime(_started);

    /// <summary>Timestamp by which the server must have had the request: the headers, or now.</summary>
    public long ArrivedBy => _headersAt != 0 ? _headersAt : _time.GetTimestamp();

    public bool IsCancelled => _outerToken.IsCancellationRequested;

    public bool IsOver => Token.IsCancellationRequested;

    public bool HasHeaders => _headersAt != 0;

    /// <summary>What is left for connecting, at least zero.</summary>
    public TimeSpan ConnectLeft
    {
        get
        {
            var left = _limits.Connect - _time.GetElapsedTime(_phaseBegan);
            return Positive(left < Left ? left : Left);
        }
    }

    /// <summary>The outcome of a fetch that the token has ended.</summary>
    public FetchOutcome Overrun =>
        _tooSlow ? FetchOutcome.BodyTooSlow
        : _totalComesFirst ? FetchOutcome.TotalTimeout
        : _phase == Phase.Connecting ? FetchOutcome.ConnectTimeout : FetchOutcome.FirstByteTimeout;

    private TimeSpan Left => Positive(_limits.Total - Elapsed);

    /// <summary>A connection is being made for the request, because none was at hand or the one at hand was dead.</summary>
    public void Connecting() => Enter(Phase.Waiting, Phase.Connecting, _limits.Connect);

    /// <summary>The connection made for the request is there, TLS included.</summary>
    public void Connected() => Enter(Phase.Connecting, Phase.Waiting, _limits.FirstByte);

    /// <summary>The response's headers are there; from here on only the total limit counts.</summary>
    public void HeadersCame()
    {
        _headersAt = _time.GetTimestamp();
        Enter(_phase, Phase.Reading, TimeSpan.MaxValue);
    }

    /// <summary>From here on the fetch also ends when its body comes too slowly.</summary>
    public void Watch(BodyMeter meter) => _watch = _time.CreateTimer(_ => Look(meter), null, BodyPace.Interval, BodyPace.Interval);

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        _watch?.Dispose();
        _outer.Dispose();
        _source.Dispose();
    }

    /// <summary>Connections are made beside the request and may report after it has ended: then nothing changes.</summary>
    private void Enter(Phase from, Phase to, TimeSpan limit)
    {
        lock (_gate)
        {
            if (_disposed || _phase != from || IsOver)
            {
                return;
            }

            var left = Left;
            _phase = to;
            _phaseBegan = _time.GetTimestamp();
            _totalComesFirst = left <= limit;
            _source.CancelAfter(_totalComesFirst ? left : limit);
        }
    }

    private void Look(BodyMeter meter)
    {
        lock (_gate)
        {
            if (_disposed || IsOver || !meter.IsTooSlow())
            {
                return;
            }

            _tooSlow = true;
        }

        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The fetch has just ended.
        }
    }

    private static TimeSpan Positive(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;
}
