using Microsoft.Extensions.Time.Testing;
using Thresher.Grains.Fetching;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;

namespace Thresher.Tests.Unit.Grains.Fetching;

public sealed class FetchClockTests : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
    private static readonly FetchLimits Limits = new(
        TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(60), 1, AllowPrivate: false);

    private readonly FakeTimeProvider _time = new();
    private readonly CancellationTokenSource _outer = new();
    private readonly FetchClock _clock;

    public FetchClockTests() => _clock = new FetchClock(_time, Limits, _outer.Token);

    public void Dispose()
    {
        _clock.Dispose();
        _outer.Dispose();
    }

    [Fact]
    public void Token_ConnectionAtHand_EndsAtTheFirstByteLimit() =>
        EndsAfter(TimeSpan.FromSeconds(15), FetchOutcome.FirstByteTimeout);

    [Fact]
    public void Token_Connecting_EndsAtTheConnectLimit()
    {
        _clock.Connecting();
        EndsAfter(TimeSpan.FromSeconds(10), FetchOutcome.ConnectTimeout);
    }

    [Fact]
    public void Token_Connected_GivesTheFirstByteItsFullLimit()
    {
        _clock.Connecting();
        _time.Advance(TimeSpan.FromSeconds(9));
        _clock.Connected();
        EndsAfter(TimeSpan.FromSeconds(15), FetchOutcome.FirstByteTimeout);
    }

    [Fact]
    public void Token_HeadersCame_LeavesTheRestOfTheTotal()
    {
        _clock.Connecting();
        _time.Advance(TimeSpan.FromSeconds(9));
        _clock.Connected();
        _time.Advance(TimeSpan.FromSeconds(14));
        _clock.HeadersCame();
        EndsAfter(TimeSpan.FromSeconds(60 - 23), FetchOutcome.TotalTimeout);
    }

    [Fact]
    public void Token_DeadConnectionReplacedAgainAndAgain_EndsAtTheTotal()
    {
        for (var i = 0; i < 5; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(3));
            _clock.Connecting();
            _time.Advance(TimeSpan.FromSeconds(8));
            _clock.Connected();
        }

        EndsAfter(TimeSpan.FromSeconds(60 - 55), FetchOutcome.TotalTimeout);
    }

    [Theory]
    [InlineData(10, 15, 5, false)]
    [InlineData(10, 15, 5, true)]
    [InlineData(5, 15, 5, true)]
    public void Token_TotalIsTheShortest_EndsAtTheTotal(int connect, int firstByte, int total, bool connecting)
    {
        using var clock = new FetchClock(_time, new FetchLimits(
            TimeSpan.FromSeconds(connect), TimeSpan.FromSeconds(firstByte), TimeSpan.FromSeconds(total), 1, AllowPrivate: false), default);
        if (connecting)
        {
            clock.Connecting();
        }

        _time.Advance(TimeSpan.FromSeconds(total));
        Assert.Equal((true, FetchOutcome.TotalTimeout), (clock.IsOver, clock.Overrun));
    }

    [Fact]
    public void Connected_AfterTheHeaders_ChangesNothing()
    {
        _clock.Connecting();
        _clock.HeadersCame();
        _time.Advance(TimeSpan.FromSeconds(20));
        _clock.Connected();
        _clock.Connecting();
        EndsAfter(TimeSpan.FromSeconds(40), FetchOutcome.TotalTimeout);
    }

    [Fact]
    public void Connecting_AfterDisposal_DoesNothing()
    {
        _clock.Dispose();
        _clock.Connecting();
        _clock.Connected();
        Assert.False(_clock.Token.IsCancellationRequested);
    }

    [Fact]
    public void Token_CallerCancels_FiresAtOnce()
    {
        _outer.Cancel();
        Assert.Equal((true, true), (_clock.IsOver, _clock.IsCancelled));
    }

    [Fact]
    public void ArrivedBy_IsTheHeadersTime_OrNow()
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(_time.GetTimestamp(), _clock.ArrivedBy);
        _clock.HeadersCame();
        var headers = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(headers, _clock.ArrivedBy);
    }

    private void EndsAfter(TimeSpan rest, FetchOutcome expected)
    {
        _time.Advance(rest - Tick);
        Assert.False(_clock.IsOver);
        _time.Advance(Tick);
        Assert.Equal((true, expected), (_clock.IsOver, _clock.Overrun));
    }
}
