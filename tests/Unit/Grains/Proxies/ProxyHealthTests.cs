using Microsoft.Extensions.Time.Testing;
using Thresher.Grains.Contracts;
using Thresher.Grains.Proxies;
using Thresher.Jobs.Http;
using Thresher.Jobs.Outcomes;

namespace Thresher.Tests.Unit.Grains.Proxies;

/// <summary>When a proxy is held, and what one request does with those that are.</summary>
public sealed class ProxyHealthTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ProxyHealth _health;
    private readonly ProxyServer[] _proxies = [.. Enumerable.Range(0, 4).Select(i => new ProxyServer(new ProxyAddress(ProxyScheme.Socks5, $"p{i}", 1080, null, null), null, null, $"p{i}"))];

    public ProxyHealthTests() => _health = new ProxyHealth(_time);

    [Fact]
    public void Failed_OfAProxyThatIsNotThere_HoldsItForTwiceAsLongEachTime_UntilItWorks()
    {
        double[] held = [5, 10, 20, 40, 80, 160, 300, 300];
        foreach (var seconds in held)
        {
            _health.Failed(1, _proxies[0], FetchOutcome.ProxyUnreachable, "x");
            _health.Failed(1, _proxies[0], FetchOutcome.ProxyUnreachable, "at the same time");
            Assert.Equal(_time.GetUtcNow().AddSeconds(seconds), _health.HeldUntil(1, _proxies[0]));
            Assert.Null(_health.HeldUntil(2, _proxies[0]));
            _time.Advance(TimeSpan.FromSeconds(seconds));
            Assert.Null(_health.HeldUntil(1, _proxies[0]));
        }

        _health.Worked(1, _proxies[0]);
        _health.Failed(1, _proxies[0], FetchOutcome.ProxyRefused, "x");
        Assert.Equal(_time.GetUtcNow().AddSeconds(5), _health.HeldUntil(1, _proxies[0]));
    }

    [Fact]
    public void Failed_ToReachHosts_HoldsItAfterTenInARow()
    {
        for (var i = 1; i < 10; i++)
        {
            _health.Failed(1, _proxies[0], FetchOutcome.ProxyFailed, "x");
        }

        Assert.Null(_health.HeldUntil(1, _proxies[0]));
        _health.Worked(1, _proxies[0]);
        _health.Failed(1, _proxies[0], FetchOutcome.ProxyFailed, "x");
        Assert.Null(_health.HeldUntil(1, _proxies[0]));
        for (var i = 1; i < 10; i++)
        {
            _health.Failed(1, _proxies[0], FetchOutcome.ProxyFailed, "x");
        }

        Assert.NotNull(_health.HeldUntil(1, _proxies[0]));
    }

    [Fact]
    public void Activity_OfSeveralSilos_AddsUp_AndSaysWhatHappenedLast()
    {
        Assert.Empty(_health.Activity());
        _health.Worked(1, _proxies[1]);
        _health.Failed(1, _proxies[0], FetchOutcome.ProxyUnreachable, "first");
        _health.Worked(2, _proxies[0]);
        _time.Advance(TimeSpan.FromSeconds(1));
        var other = new ProxyHealth(_time);
        other.Worked(1, _proxies[0]);
        other.Failed(1, _proxies[0], FetchOutcome.ProxyFailed, "last");
        SiloActivity[] silos = [new("a", 0, 0, 0, []) { Proxies = _health.Activity() }, new("b", 0, 0, 0, []) { Proxies = other.Activity() }];
        var (then, now) = (_time.GetUtcNow().AddSeconds(-1).ToUnixTimeMilliseconds(), _time.GetUtcNow().ToUnixTimeMilliseconds());
        Assert.Equal(
            [new ProxyActivity(1, "p0", 3, 2, "last", now, then + 5000), new ProxyActivity(1, "p1", 1, 0, null, null, null)], SiloActivity.ProxiesOf(1, silos));
    }

    [Fact]
    public void Route_TriesThreeAtMost_HeldOnesLast_AndSparesTheHostWhileOthersAreLeft()
    {
        _health.Failed(1, _proxies[0], FetchOutcome.ProxyUnreachable, "x");
        var route = Route();
        Assert.Equal([_proxies[1], _proxies[2], _proxies[3]], route.Tries());
        foreach (var proxy in route.Tries())
        {
            Assert.True(Fail(route, proxy, ProxyException.Unreachable("it is dead")));
        }

        Assert.Equal((false, false, "the proxy p3: it is dead"), (route.SparesHost, route.Turns, route.Note));
        Assert.Equal([_proxies[0], _proxies[1], _proxies[2]], Route().Tries());
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal([_proxies[0], _proxies[1], _proxies[2]], Route().Tries());
        var again = Route();
        Fail(again, _proxies[0], ProxyException.Unreachable("it is dead"));
        Assert.True(again.SparesHost);
    }

    [Fact]
    public void Route_BlockedOrNotReached_GoesOnToTheNext_AndStaysWhereItWorks()
    {
        var blocked = Route();
        Assert.False(blocked.Ended(new ProxyTry(_proxies[0]), FetchOutcome.TooManyRequests));
        Assert.Equal((true, false, null), (blocked.Turns, blocked.SparesHost, blocked.Note));

        var unreached = Route();
        Fail(unreached, _proxies[0], ProxyException.Failed("it answers 502"));
        Assert.False(unreached.Ended(new ProxyTry(_proxies[1]), FetchOutcome.Ok));
        Assert.Equal((true, false, null), (unreached.Turns, unreached.SparesHost, unreached.Note));

        var dead = Route();
        Fail(dead, _proxies[0], ProxyException.Unreachable("it is dead"));
        Assert.False(dead.Ended(new ProxyTry(_proxies[1]), FetchOutcome.Ok));
        Assert.False(dead.Turns);

        var fine = Route();
        Assert.False(fine.Ended(new ProxyTry(_proxies[0]), FetchOutcome.NotFound));
        Assert.False(fine.Turns);
    }

    private static bool Fail(ProxyRoute route, ProxyServer proxy, ProxyException problem)
    {
        var attempt = new ProxyTry(proxy);
        return route.Ended(attempt, attempt.Of(FetchOutcome.ConnectFailure, problem));
    }

    private ProxyRoute Route() => new(1, _proxies, _health);
}
