using Microsoft.Extensions.Time.Testing;
using Thresher.Grains.Politeness;

namespace Thresher.Tests.Unit.Grains.Politeness;

/// <summary>A frontier that sends as soon as its pace lets it, and the server's log of that, in simulated time.</summary>
internal sealed class SimulatedDomain
{
    private readonly FakeTimeProvider _time = new();
    private readonly PriorityQueue<Action, TimeSpan> _events = new();
    private readonly Queue<(int Arrives, int Answers, int Ends)> _flights;
    private readonly DomainPace _pace;
    private readonly DateTimeOffset _start;
    private int _inFlight;

    public SimulatedDomain(DomainPolicy policy, IEnumerable<(int Arrives, int Answers, int Ends)> flights)
    {
        _flights = new(flights);
        _start = _time.GetUtcNow();
        _pace = new DomainPace(_time);
        _pace.Resume(TimeSpan.MaxValue);
        _pace.Apply(policy);
    }

    public List<TimeSpan> Starts { get; } = [];

    /// <summary>As the server saw them, in order of time.</summary>
    public List<TimeSpan> Arrivals { get; } = [];

    public int MostInFlight { get; private set; }

    private TimeSpan Now => _time.GetUtcNow() - _start;

    public SimulatedDomain Run()
    {
        Dispatch();
        while (_events.TryDequeue(out var happen, out var at))
        {
            _time.Advance(at - Now);
            happen();
            Dispatch();
        }

        Arrivals.Sort();
        return this;
    }

    private void Dispatch()
    {
        while (_flights.Count > 0 && _pace.Wait() is { } wait)
        {
            if (wait > TimeSpan.Zero)
            {
                // As the grain's timer does: looks again when the wait is over, whatever happens meanwhile.
                _events.Enqueue(() => { }, Now + wait);
                return;
            }

            Fly(_flights.Dequeue());
        }
    }

    private void Fly((int Arrives, int Answers, int Ends) flight)
    {
        _pace.Started();
        var started = Now;
        Starts.Add(started);
        MostInFlight = Math.Max(MostInFlight, ++_inFlight);
        var arrived = started + TimeSpan.FromMilliseconds(flight.Arrives);
        var answered = arrived + TimeSpan.FromMilliseconds(flight.Answers);
        var ended = answered + TimeSpan.FromMilliseconds(flight.Ends);
        Arrivals.Add(arrived);
        var headersAt = 0L;
        _events.Enqueue(() => headersAt = _time.GetTimestamp(), answered);
        _events.Enqueue(() => _events.Enqueue(() => End(headersAt, Now - started), ended), answered);
    }

    private void End(long arrivedBy, TimeSpan took)
    {
        _inFlight--;
        _pace.Finished(arrivedBy, took);
    }
}
