using System.Text;
using Thresher.Grains.Contracts;
using Thresher.Grains.Frontier;

namespace Thresher.Tests.Unit.Grains.Frontier;

/// <summary>Hours at which a site admits no crawler hold it as anything else does: on disk, and without keeping the domain.</summary>
public sealed class VisitTimeTests
{
    [Theory]
    [InlineData("0800-1000", 8)]
    [InlineData("2200-2300", 22)]
    public void Decide_OutsideVisitTime_SavesTheHoldAndGivesTheDomainUp(string hours, int opens)
    {
        var state = new DomainState();
        var driven = new DrivenSchedule(state)
        {
            Robots = at => new RobotsFetch(RobotsAccess.Rules, Encoding.UTF8.GetBytes($"User-agent: *\nVisit-time: {hours}\n"), TimeSpan.Zero, at, TimeSpan.Zero),
        };

        var decided = driven.Until(next => next is Next.Abandon or Next.Dispatch or Next.Wait { For.TotalHours: > 1 });

        var until = driven.Time.GetUtcNow().Date.AddHours(opens);
        Assert.Equal(until, DateTimeOffset.FromUnixTimeMilliseconds(Assert.IsType<Next.Abandon>(decided[^1]).WakeAt).UtcDateTime, TimeSpan.FromSeconds(1));
        Assert.True(Assert.IsType<Next.Save>(decided[^2]).State);
        Assert.Contains(HoldReason.VisitTime, state.Holds.Keys);
    }
}
