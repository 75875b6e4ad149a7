using Microsoft.Extensions.Time.Testing;
using Thresher.Grains.Contracts;
using Thresher.Grains.Frontier;
using Thresher.Grains.Ownership;
using Thresher.Storage;

namespace Thresher.Tests.Unit.Grains.Ownership;

public sealed class ActiveDomainsTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void QuietFor_MadeAnewWhileTheSiloStops_IsWhatTheOneThatAskedKnows()
    {
        var active = new ActiveDomains();
        var asked = new FakeDomain(Hour);
        active.Add("a.test", asked);
        active.Close();

        active.Remove("a.test", asked);
        active.Add("a.test", new FakeDomain(TimeSpan.FromMilliseconds(1)));

        Assert.Equal(Hour, active.QuietFor("a.test"));
    }

    [Fact]
    public void QuietFor_MadeAnewWhileTheSiloServes_IsTheNewOnes()
    {
        var active = new ActiveDomains();
        var former = new FakeDomain(TimeSpan.Zero);
        active.Add("a.test", former);
        active.Add("a.test", new FakeDomain(Hour));
        active.Remove("a.test", former);

        Assert.Equal(Hour, active.QuietFor("a.test"));
        Assert.Equal(TimeSpan.Zero, active.QuietFor("b.test"));
    }

    [Fact]
    public void Held_DomainThatLeft_IsCountedUntilItsHoldEndsOrItIsServedAgain()
    {
        var time = new FakeTimeProvider();
        var active = new ActiveDomains(time);
        var hour = time.UnixMs() + (long)Hour.TotalMilliseconds;
        var served = new FakeDomain(Hour) { Hold = (HoldReason.RetryAfter, hour) };
        var left = new FakeDomain(Hour) { Hold = (HoldReason.Breaker, hour) };
        var other = new FakeDomain(Hour);
        foreach (var (name, domain) in new[] { ("served.test", served), ("left.test", left), ("other.test", other), ("again.test", left) })
        {
            active.Add(name, domain);
        }

        active.Remove("left.test", left);
        active.Remove("other.test", other);
        active.Remove("again.test", left);
        active.Add("again.test", other);

        Assert.Equal([HoldReason.RetryAfter, HoldReason.Breaker], active.Held().Select(view => view.Hold));

        time.Advance(Hour);
        served.Hold = (HoldReason.None, 0);
        Assert.Empty(active.Held());
    }

    [Fact]
    public void Gauge_OfHeldDomains_HasASeriesForEachReason()
    {
        var active = new ActiveDomains();
        active.Add("a.test", new FakeDomain(Hour) { Hold = (HoldReason.Breaker, long.MaxValue) });
        active.Add("b.test", new FakeDomain(Hour) { Hold = (HoldReason.Breaker, long.MaxValue) });
        active.Add("c.test", new FakeDomain(Hour));

        var measured = SiloGauges.Held(active).ToDictionary(series => (string)series.Tags[0].Value!, series => series.Value);

        Assert.Equal(2, measured["breaker"]);
        Assert.Equal(0, measured["retry-after"]);
        Assert.Equal(Enum.GetValues<HoldReason>().Length - 1, measured.Count);
    }
}
