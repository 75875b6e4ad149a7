using Microsoft.Extensions.Time.Testing;
using Thresher.Grains.Contracts;
using Thresher.Grains.Frontier;
using Thresher.Grains.Politeness;
using Thresher.Storage.Rows;
using Thresher.Tests.Unit.Grains.Frontier.Histories;

namespace Thresher.Tests.Unit.Grains.Frontier;

/// <summary>A host that no silo has asked yet is asked as soon as its first URL is there; any other may just have been asked.</summary>
public sealed class FirstRequestTests
{
    [Theory]
    [InlineData(1, 20_000 * 86_400, 0)]
    [InlineData(2, 20_000 * 86_400, 0)]
    [InlineData(2, 0, 1)]
    [InlineData(7, 0, 1)]
    public void Decide_NewWindow_WaitsForTheDelayOnlyAfterARequest(long epoch, double quietSeconds, double atLeast)
    {
        var time = new FakeTimeProvider();
        var began = time.GetUtcNow();
        var schedule = new DomainSchedule("a.example", new DomainPoliteness("a.example", new DomainState(), new RobotsState(), time), new WorldCrawls(), time);
        schedule.On(new DomainEvent.Woken());
        for (var decided = 0; decided < 40; decided++)
        {
            switch (schedule.Decide())
            {
                case Next.Acquire:
                    schedule.On(new DomainEvent.Acquired(new DomainLease(1, epoch, 0, TimeSpan.FromSeconds(quietSeconds))));
                    break;
                case Next.Refill refill:
                    schedule.On(new DomainEvent.Leased([new LeasedUrl(1, 0, "https://a.example/", 0, 0, 0, 0, 0)], refill.Wanted));
                    break;
                case Next.Save:
                    schedule.On(new DomainEvent.Saved());
                    break;
                case Next.AskForSlot:
                    schedule.On(new DomainEvent.SlotGranted());
                    break;
                case Next.Wait { For: { } wait }:
                    time.Advance(wait);
                    break;
                case Next.FetchRobots:
                    Assert.InRange((time.GetUtcNow() - began).TotalSeconds, atLeast, atLeast == 0 ? 0 : 60);
                    return;
            }
        }

        Assert.Fail("It asked nothing.");
    }
}
