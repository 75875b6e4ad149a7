using Microsoft.Extensions.Time.Testing;
using Thresher.Silo.Board;

namespace Thresher.Tests.Unit.Silo;

public sealed class RecentRateTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Sample_First_IsUnknown() => Assert.Null(new RecentRate(_time).Sample(5));

    [Fact]
    public void Sample_RateChanges_FollowsWithinTenSeconds()
    {
        var rate = new RecentRate(_time);
        rate.Sample(0);
        for (var second = 1; second <= 20; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            rate.Sample(second * 10);
        }

        double? last = null;
        for (var second = 1; second <= 11; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            last = rate.Sample(200 + (second * 50));
        }

        Assert.Equal(50, last);
    }

    [Fact]
    public void Sample_AfterALongPause_ForgetsWhatWasBefore()
    {
        var rate = new RecentRate(_time);
        rate.Sample(0);
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Null(rate.Sample(1000));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(5, rate.Sample(1010));
    }

    [Fact]
    public void Sample_CountFalls_IsZero()
    {
        var rate = new RecentRate(_time);
        rate.Sample(10);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, rate.Sample(0));
    }
}
