using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Thresher.Grains.Contracts;
using Thresher.Grains.Politeness;
using Thresher.Jobs;

namespace Thresher.Tests.Unit.Grains.Politeness;

public sealed class BreakerTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly DomainState _state = new();
    private readonly Breaker _breaker;

    public BreakerTests() => _breaker = new Breaker(_state, _time);

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 10)]
    [InlineData(3, 20)]
    [InlineData(7, 320)]
    [InlineData(8, 360)]
    [InlineData(int.MaxValue, 360)]
    public void ClosedFor_Closings_DoublesFromFiveMinutesToSixHours(int closing, int minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), Breaker.ClosedFor(closing, new CrawlBreaker()));

    [Fact]
    public void ClosedFor_MoreClosings_NeverShorter() =>
        Gen.Int[1, int.MaxValue - 1].Sample(closing => Breaker.ClosedFor(closing, new CrawlBreaker()) <= Breaker.ClosedFor(closing + 1, new CrawlBreaker()));

    [Fact]
    public void Failed_AnyNumberInFlightTogether_IsOneClosing() =>
        Gen.Int[5, 200].Sample(flights =>
        {
            var (time, state) = (new FakeTimeProvider(), new DomainState());
            var breaker = new Breaker(state, time);
            var started = time.GetTimestamp();
            time.Advance(TimeSpan.FromSeconds(1));
            var closings = Enumerable.Range(0, flights).Count(_ => breaker.Failed(started) is not null);
            return (closings, state.Closings) == (1, 1);
        });

    [Fact]
    public void Failed_ProbeAfterAClosing_ClosesForTwiceAsLong()
    {
        Close();
        _time.Advance(TimeSpan.FromMinutes(5));

        Assert.True(_breaker.IsProbing);
        Assert.Equal(TimeSpan.FromMinutes(10), _breaker.Failed(_time.GetTimestamp()));
    }

    [Fact]
    public void Succeeded_ProbeAfterAClosing_ForgetsAll()
    {
        Close();

        Assert.True(_breaker.Succeeded(_time.GetTimestamp()));
        Assert.Equal((0, 0, false), (_state.Closings, _state.FailuresInARow, _breaker.IsProbing));
        Assert.False(_breaker.Succeeded(_time.GetTimestamp()));
    }

    [Fact]
    public void Succeeded_SentBeforeTheClosing_ProvesNothing()
    {
        var before = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromSeconds(1));
        Close();

        Assert.False(_breaker.Succeeded(before));
        Assert.True(_breaker.IsProbing);
    }

    [Fact]
    public void Failed_LongerApartThanTheWindow_NeverCloses()
    {
        _breaker.Policy = new CrawlBreaker { Window = TimeSpan.FromMinutes(10) };
        for (var i = 0; i < 50; i++)
        {
            Assert.Null(_breaker.Failed(_time.GetTimestamp()));
            _time.Advance(TimeSpan.FromMinutes(11));
        }
    }

    [Fact]
    public void Failed_RestartedBetween_CountsOn()
    {
        for (var i = 0; i < 4; i++)
        {
            _breaker.Failed(_time.GetTimestamp());
        }

        Assert.Equal(TimeSpan.FromMinutes(5), new Breaker(_state, _time).Failed(_time.GetTimestamp()));
    }

    [Fact]
    public void IsGivenUp_WithTheDefaults_AfterSomeElevenHours()
    {
        var closed = TimeSpan.Zero;
        while (!_breaker.IsGivenUp)
        {
            var wait = _breaker.Failed(_time.GetTimestamp()) ?? TimeSpan.FromSeconds(1);
            closed += _breaker.IsGivenUp ? TimeSpan.Zero : wait;
            _time.Advance(wait);
        }

        Assert.InRange(closed, TimeSpan.FromHours(10), TimeSpan.FromHours(12));
        _breaker.GivenUp();
        Assert.Equal((1, true, false), (_state.Closings, _breaker.IsProbing, _breaker.IsGivenUp));
    }

    [Fact]
    public void Join_Thresholds_AreTheMostConsiderate()
    {
        var joined = Breaker.Join(
            new CrawlBreaker { Failures = 3, Window = TimeSpan.FromHours(2), Closings = 2 },
            new CrawlBreaker { Failures = 9, Closed = TimeSpan.FromMinutes(9), LongestClosed = TimeSpan.FromHours(9) });

        Assert.Equal(
            new CrawlBreaker { Failures = 3, Window = TimeSpan.FromHours(2), Closed = TimeSpan.FromMinutes(9), LongestClosed = TimeSpan.FromHours(9), Closings = 8 },
            joined);
    }

    private void Close()
    {
        TimeSpan? closed = null;
        while (closed is null)
        {
            closed = _breaker.Failed(_time.GetTimestamp());
        }

        Assert.Equal(TimeSpan.FromMinutes(5), closed);
    }
}
