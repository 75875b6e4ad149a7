using Microsoft.Extensions.Time.Testing;
using Thresher.Grains.Frontier;

namespace Thresher.Tests.Unit.Grains.Frontier;

public sealed class StallWatchTests
{
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void IsStalled_NothingMovesForLongerThanPatience_True()
    {
        var watch = new StallWatch(_time);
        _time.Advance(StallWatch.Patience);
        Assert.False(watch.IsStalled);
        _time.Advance(Instant);
        Assert.True(watch.IsStalled);
        watch.Moved();
        Assert.False(watch.IsStalled);
    }

    [Fact]
    public void IsStalled_NextThingMayTakeLong_WaitsForItThoughLesserThingsMove()
    {
        var watch = new StallWatch(_time);
        watch.Moved(TimeSpan.FromMinutes(10));
        watch.Moved();
        _time.Advance(TimeSpan.FromMinutes(10) + StallWatch.Patience);
        Assert.False(watch.IsStalled);
        _time.Advance(Instant);
        Assert.True(watch.IsStalled);
    }
}
