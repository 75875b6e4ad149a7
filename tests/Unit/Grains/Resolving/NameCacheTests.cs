using Microsoft.Extensions.Time.Testing;
using Thresher.Grains.Resolving;

namespace Thresher.Tests.Unit.Grains.Resolving;

public sealed class NameCacheTests
{
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(0, 10)]
    [InlineData(60, 60)]
    [InlineData(86_400, 3600)]
    public void Keep_Addresses_AreFreshForTheirLifetimeWithinBounds(int lifetime, int expected) =>
        Assert.Equal(expected, FreshFor(FakeSource.Found("192.0.2.1", lifetime)));

    [Theory]
    [InlineData(0, 10)]
    [InlineData(300, 300)]
    [InlineData(86_400, 900)]
    public void Keep_MissingName_IsKnownForItsLifetimeWithinBounds(int lifetime, int expected) =>
        Assert.Equal(expected, FreshFor(NameAnswer.Missing(TimeSpan.FromSeconds(lifetime))));

    [Fact]
    public void Keep_Failure_IsKnownForSeconds() => Assert.Equal(10, FreshFor(NameAnswer.Failed));

    [Fact]
    public void Find_AfterItsLifetime_AddressesServeForAnHourAndFailuresDoNot()
    {
        var cache = new NameCache(_time);
        cache.Keep("a", FakeSource.Found("192.0.2.1"));
        cache.Keep("b", NameAnswer.Failed);
        _time.Advance(TimeSpan.FromMinutes(60));
        Assert.True(cache.TryFind("a", out _, out var isFresh));
        Assert.False(isFresh);
        Assert.False(cache.TryFind("b", out _, out _));
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.False(cache.TryFind("a", out _, out _));
    }

    [Fact]
    public void Keep_FailureOfAKnownName_LeavesItsAddresses()
    {
        var cache = new NameCache(_time);
        cache.Keep("a", FakeSource.Found("192.0.2.1"));
        _time.Advance(TimeSpan.FromMinutes(2));
        cache.Keep("a", NameAnswer.Failed);
        Assert.True(cache.TryFind("a", out var answer, out _));
        Assert.Equal(NameAnswerKind.Found, answer.Kind);
    }

    [Fact]
    public void Keep_MoreThanItsCapacity_ForgetsTheOldest()
    {
        var cache = new NameCache(_time, capacity: 100);
        cache.Keep("kept", FakeSource.Found("192.0.2.1"));
        for (var i = 0; i < 1000; i++)
        {
            cache.Keep($"n{i}", NameAnswer.Failed);
            cache.Keep("kept", FakeSource.Found("192.0.2.1"));
        }

        Assert.InRange(cache.Count, 50, 100);
        Assert.True(cache.TryFind("kept", out _, out _));
        Assert.False(cache.TryFind("n0", out _, out _));
    }

    private double FreshFor(NameAnswer answer)
    {
        var cache = new NameCache(_time);
        cache.Keep("name", answer);
        var began = _time.GetTimestamp();
        while (cache.TryFind("name", out _, out var isFresh) && isFresh)
        {
            _time.Advance(TimeSpan.FromSeconds(5));
        }

        return _time.GetElapsedTime(began).TotalSeconds;
    }
}
