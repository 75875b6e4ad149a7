using Microsoft.Extensions.Time.Testing;
using Thresher.Grains.Contracts;
using Thresher.Grains.Frontier;
using Thresher.Grains.Politeness;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;
using Thresher.Tests.Unit.Grains.Frontier.Histories;

namespace Thresher.Tests.Unit.Grains.Frontier;

/// <summary>A robots.txt that can never be had ends all the URLs that wait for it at once; one that may come ends one attempt.</summary>
public sealed class FinalRobotsTests
{
    private const long Crawl = 0;

    [Theory]
    [InlineData(FetchOutcome.PrivateAddress, 3)]
    [InlineData(FetchOutcome.BlockedPort, 3)]
    [InlineData(FetchOutcome.TlsFailure, 3)]
    [InlineData(FetchOutcome.DnsFailure, 1)]
    [InlineData(FetchOutcome.ConnectFailure, 1)]
    public void RobotsFetched_ThatFailed_EndsWhatWaitsForIt(FetchOutcome failure, int ended)
    {
        var time = new FakeTimeProvider();
        var schedule = new DomainSchedule("a.example", new DomainPoliteness("a.example", new DomainState(), new RobotsState(), time), new WorldCrawls(), time);
        schedule.On(new DomainEvent.Woken());
        var fails = new List<Next.Fail>();
        for (var decided = 0; decided < 40 && fails.Count < ended; decided++)
        {
            switch (schedule.Decide())
            {
                case Next.Acquire:
                    schedule.On(new DomainEvent.Acquired(new DomainLease(1, 1, 0, TimeSpan.FromDays(1))));
                    break;
                case Next.Refill refill:
                    schedule.On(new DomainEvent.Leased([Url(1), Url(2), Url(3)], refill.Wanted));
                    break;
                case Next.Save:
                    schedule.On(new DomainEvent.Saved());
                    break;
                case Next.AskForSlot:
                    schedule.On(new DomainEvent.SlotGranted());
                    break;
                case Next.FetchRobots robots:
                    schedule.On(new DomainEvent.RobotsFetched(
                        robots, new RobotsFetch(RobotsAccess.Defer, [], TimeSpan.Zero, time.GetTimestamp(), TimeSpan.Zero) { Failure = failure }));
                    break;
                case Next.Fail fail:
                    fails.Add(fail);
                    break;
                case Next.Wait { For: { } wait }:
                    time.Advance(wait);
                    break;
            }
        }

        Assert.Equal(Enumerable.Range(1, ended).Select(id => (long)id), fails.Select(fail => fail.Url.Id));
        Assert.All(fails, fail => Assert.Equal((failure, RetryPolicy.MayPass(failure)), (fail.Outcome, fail.Again is not null)));
    }

    private static LeasedUrl Url(long id) => new(id, Crawl, $"https://a.example/{id}", 0, 0, 0, 0, 0);
}
