using Thresher.Grains.Ownership;

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
}
