using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Thresher.Grains.Politeness;

namespace Thresher.Tests.Unit.Grains.Politeness;

public sealed class DomainPaceTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>A request's way: until the server has it, from there to the headers, from there to the end, in milliseconds.</summary>
    private static readonly Gen<(int Arrives, int Answers, int Ends)> Flight =
        Gen.Select(Gen.Int[0, 12_000], Gen.Int[0, 5_000], Gen.Int[0, 20_000]);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Wait_AfterActivation_IsOneFullDelay()
    {
        var pace = new DomainPace(_time);
        Assert.Equal(Second, pace.Wait());
        _time.Advance(Second);
        Assert.Equal(TimeSpan.Zero, pace.Wait());
    }

    [Fact]
    public void Wait_DomainNeverAsked_IsNone() => Assert.Equal(TimeSpan.Zero, NeverAsked().Wait());

    [Fact]
    public void Wait_AskedByAnotherBefore_CountsFromThen()
    {
        var pace = new DomainPace(_time);
        pace.Resume(TimeSpan.FromMilliseconds(700));
        Assert.Equal((TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(700)), (pace.Wait(), pace.QuietFor));
    }

    [Fact]
    public void Resume_ARequestMayStillArrive_WaitsLongerThanTheDelay()
    {
        var pace = new DomainPace(_time);
        pace.Apply(new DomainPolicy(TimeSpan.FromSeconds(1), false, 1));
        pace.Resume(TimeSpan.FromMilliseconds(-250));

        Assert.InRange(pace.Wait()!.Value, TimeSpan.FromMilliseconds(1250), TimeSpan.FromMilliseconds(1270));
    }

    [Fact]
    public void QuietFor_RequestOnTheWire_IsZero()
    {
        var pace = NeverAsked();
        pace.Started();
        _time.Advance(Second);
        Assert.Equal(TimeSpan.Zero, pace.QuietFor);
        pace.Finished(_time.GetTimestamp(), Second);
        _time.Advance(Second);
        Assert.Equal(Second, pace.QuietFor);
    }

    [Fact]
    public void Wait_LongerDelayBecomesKnown_CountsAtOnce()
    {
        var pace = new DomainPace(_time);
        pace.Apply(new DomainPolicy(TimeSpan.FromSeconds(10), false, 1));
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.InRange(pace.Wait()!.Value, Second, Second + TimeSpan.FromSeconds(0.2));
    }

    [Fact]
    public void Wait_WireFull_IsNull()
    {
        var pace = NeverAsked();
        pace.Apply(new DomainPolicy(TimeSpan.Zero, false, 2));
        pace.Started();
        Assert.Equal(TimeSpan.Zero, pace.Wait());
        pace.Started();
        Assert.Null(pace.Wait());
        pace.Finished(_time.GetTimestamp(), TimeSpan.Zero);
        Assert.Equal((1, TimeSpan.Zero), (pace.OnWire, pace.Wait()!.Value));
    }

    [Fact]
    public void Wait_Jitter_OnlyLengthens() =>
        Gen.Select(Gen.Int[1, 100_000], Gen.Int[0, 60_000]).Sample((delayMs, tookMs) =>
        {
            var policy = new DomainPolicy(TimeSpan.FromMilliseconds(delayMs), true, 1);
            var pace = NeverAsked();
            pace.Apply(policy);
            pace.Started();
            pace.Finished(_time.GetTimestamp(), TimeSpan.FromMilliseconds(tookMs));
            var least = policy.DelayAfter(TimeSpan.FromMilliseconds(tookMs));
            return pace.Wait() >= least && pace.Wait() <= least * 1.05;
        });

    [Fact]
    public void Pace_OneAtATime_NeverArrivesSoonerThanTheDelay() =>
        Gen.Select(Gen.Int[0, 3_000], Gen.Bool, Flight.Array[1, 30]).Sample((delayMs, adaptive, flights) =>
        {
            var policy = new DomainPolicy(TimeSpan.FromMilliseconds(delayMs), adaptive, 1);
            var arrivals = new SimulatedDomain(policy, flights).Run().Arrivals;
            return arrivals.Zip(arrivals.Skip(1)).All(pair => pair.Second - pair.First >= policy.Delay);
        });

    [Fact]
    public void Pace_SeveralAtATime_NeverMoreThanTheConcurrencyAndStartsSpaced() =>
        Gen.Select(Gen.Int[0, 3_000], Gen.Int[1, 8], Flight.Array[1, 60]).Sample((delayMs, concurrency, flights) =>
        {
            var policy = new DomainPolicy(TimeSpan.FromMilliseconds(delayMs), false, concurrency);
            var seen = new SimulatedDomain(policy, flights).Run();
            return seen.MostInFlight <= concurrency
                && seen.Arrivals.Count == flights.Length
                && seen.Starts.Zip(seen.Starts.Skip(1)).All(pair => pair.Second - pair.First >= policy.Delay);
        });

    [Fact]
    public void Pace_InstantServer_KeepsTheRateWithinTheJitter()
    {
        var policy = new DomainPolicy(TimeSpan.FromMilliseconds(100), false, 1);
        var seen = new SimulatedDomain(policy, [.. Enumerable.Repeat((0, 0, 0), 1_000)]).Run();
        Assert.InRange((seen.Arrivals[^1] - seen.Arrivals[0]) / 999, policy.Delay, policy.Delay * 1.03);
    }

    private DomainPace NeverAsked()
    {
        var pace = new DomainPace(_time);
        pace.Resume(TimeSpan.MaxValue);
        return pace;
    }
}
