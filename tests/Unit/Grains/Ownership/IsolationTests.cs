using Microsoft.Extensions.Time.Testing;
using Thresher.Grains.Configuration;
using Thresher.Grains.Ownership;
using Thresher.Tests.Unit.Grains.Frontier;

namespace Thresher.Tests.Unit.Grains.Ownership;

public sealed class IsolationTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ThresherOptions _options = new() { DomainLease = TimeSpan.FromSeconds(30), OwnershipTrust = TimeSpan.FromSeconds(3) };
    private readonly StubFatal _fatal = new();
    private readonly OwnershipClock _clock;
    private readonly Isolation _isolation;

    public IsolationTests()
    {
        _clock = new OwnershipClock(_options, _time);
        _isolation = new Isolation(_clock, _fatal, _options, _time);
        _clock.Confirmed(_time.GetTimestamp());
    }

    [Fact]
    public void Woken_OthersReachTheDatabaseForLong_EndsTheSiloOnce()
    {
        Wake(after: 31, times: 10);

        Assert.Equal(1, _fatal.Calls);
        Assert.Contains("has not reached the database for 36 s", _fatal.Context, StringComparison.Ordinal);
    }

    [Fact]
    public void Woken_DatabaseWasAwayForAllAndIsFoundAgain_DoesNothing()
    {
        Wake(after: 300, times: 4);
        _clock.Confirmed(_time.GetTimestamp());
        Wake(after: 1, times: 10);

        Assert.Null(_fatal.Context);
    }

    [Fact]
    public void Woken_LostAgainLater_CountsAnew()
    {
        Wake(after: 31, times: 4);
        _clock.Confirmed(_time.GetTimestamp());
        Wake(after: 1, times: 1);
        Wake(after: 40, times: 4);

        Assert.Null(_fatal.Context);
    }

    [Fact]
    public void Woken_OwnershipNotYetRunOut_DoesNothing()
    {
        Wake(after: 5, times: 20);

        Assert.Null(_fatal.Context);
    }

    [Fact]
    public void Woken_EmbeddedSilo_DoesNothing()
    {
        var isolation = new Isolation(new OwnershipClock(new ThresherOptions(), _time), _fatal, _options, _time);
        for (var i = 0; i < 100; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            isolation.Woken();
        }

        Assert.Null(_fatal.Context);
    }

    /// <summary>Wakes a domain once a second.</summary>
    private void Wake(int after, int times)
    {
        _time.Advance(TimeSpan.FromSeconds(after));
        for (var i = 0; i < times; i++)
        {
            _isolation.Woken();
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }
}
