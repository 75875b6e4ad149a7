using Microsoft.Extensions.Time.Testing;
using Thresher.Grains.Contracts;
using Thresher.Grains.Frontier;
using Thresher.Grains.Politeness;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;
using Thresher.Tests.Unit.Grains.Frontier.Histories;

namespace Thresher.Tests.Unit.Grains.Frontier;

/// <summary>A URL that its server redirects to another form of itself is asked for in that form, as any other request is.</summary>
public sealed class OtherFormTests
{
    private const long WithoutRobots = 3;

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Ended_ToBeAskedForAgain_IsSentInThatFormAfterTheDelay()
    {
        var first = new LeasedUrl(1, WithoutRobots, "https://a.example/a", 0, 0, 0, 0, 0);
        var schedule = new DomainSchedule("a.example", new DomainPoliteness("a.example", new DomainState(), new RobotsState(), _time), new WorldCrawls(), _time);
        schedule.On(new DomainEvent.Woken());
        var sent = UntilSent(schedule, first);
        Assert.Equal(first, sent.Url);

        var arrived = _time.GetTimestamp();
        schedule.On(new DomainEvent.RequestCompleted(1, arrived, TimeSpan.Zero));
        var again = first with { OtherForm = "https://a.example/a?utm_source=x", Hops = 1 };
        schedule.On(new DomainEvent.Ended(1, new FetchResult(FetchOutcome.Redirect, true, TimeSpan.Zero, 0) { Again = again }));

        Assert.Equal(again, UntilSent(schedule, first).Url);
        Assert.True(_time.GetElapsedTime(arrived) >= TimeSpan.FromMilliseconds(500));
    }

    [Fact]
    public void Ended_ToBeAskedForAgainOnceTheLeaseIsLost_IsTheNextOwners()
    {
        var first = new LeasedUrl(1, WithoutRobots, "https://a.example/a", 0, 0, 0, 0, 0);
        var schedule = new DomainSchedule("a.example", new DomainPoliteness("a.example", new DomainState(), new RobotsState(), _time), new WorldCrawls(), _time);
        schedule.On(new DomainEvent.Woken());
        _ = UntilSent(schedule, first);
        schedule.On(new DomainEvent.LeaseLost());
        schedule.On(new DomainEvent.Ended(1, new FetchResult(FetchOutcome.Redirect, true, TimeSpan.Zero, 0) { Again = first with { OtherForm = "https://a.example/a?" } }));
        Assert.Equal(0, schedule.View().Window);
    }

    private Next.Dispatch UntilSent(DomainSchedule schedule, LeasedUrl url)
    {
        for (var decided = 0; decided < 40; decided++)
        {
            switch (schedule.Decide())
            {
                case Next.Acquire:
                    schedule.On(new DomainEvent.Acquired(new DomainLease(1, 1, 0, TimeSpan.Zero)));
                    break;
                case Next.Refill refill:
                    schedule.On(new DomainEvent.Leased([url], refill.Wanted));
                    break;
                case Next.Save:
                    schedule.On(new DomainEvent.Saved());
                    break;
                case Next.AskForSlot:
                    schedule.On(new DomainEvent.SlotGranted());
                    break;
                case Next.Wait { For: { } wait }:
                    _time.Advance(wait);
                    break;
                case Next.Dispatch sent:
                    return sent;
            }
        }

        throw new InvalidOperationException("It sent nothing.");
    }
}
