using CsCheck;
using Thresher.Grains.Politeness;

namespace Thresher.Tests.Unit.Grains.Politeness;

public sealed class BreakerTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(4, 0)]
    [InlineData(5, 5)]
    [InlineData(6, 10)]
    [InlineData(7, 20)]
    [InlineData(11, 320)]
    [InlineData(12, 360)]
    [InlineData(int.MaxValue, 360)]
    public void Closed_FailuresInARow_DoublesFromFiveMinutesToSixHours(int failures, int minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), Breaker.Closed(failures));

    [Fact]
    public void Closed_MoreFailures_NeverShorter() =>
        Gen.Int[0, int.MaxValue - 1].Sample(failures => Breaker.Closed(failures) <= Breaker.Closed(failures + 1));

    [Theory]
    [InlineData(0, false)]
    [InlineData(5, false)]
    [InlineData(12, false)]
    [InlineData(13, true)]
    [InlineData(int.MaxValue, true)]
    public void GivenUp_AfterTheEighthClosing(int failures, bool expected) => Assert.Equal(expected, Breaker.GivenUp(failures));

    [Fact]
    public void GivenUp_WithTheDefaults_TakesSomeElevenHours()
    {
        var closed = Enumerable.Range(0, 13).Aggregate(TimeSpan.Zero, (sum, failures) => sum + Breaker.Closed(failures));
        Assert.InRange(closed, TimeSpan.FromHours(10), TimeSpan.FromHours(17));
    }
}
