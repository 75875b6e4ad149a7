using Thresher.Grains.Contracts;
using Thresher.Grains.Frontier;
using Thresher.Grains.Politeness;
using Thresher.Jobs.Outcomes;

namespace Thresher.Tests.Unit.Grains.Frontier;

/// <summary>A robots.txt that can never be had ends all the URLs that wait for it at once; one that may come ends one attempt.</summary>
public sealed class FinalRobotsTests
{
    [Theory]
    [InlineData(FetchOutcome.PrivateAddress, 3)]
    [InlineData(FetchOutcome.BlockedPort, 3)]
    [InlineData(FetchOutcome.TlsFailure, 3)]
    [InlineData(FetchOutcome.DnsFailure, 1)]
    [InlineData(FetchOutcome.ConnectFailure, 1)]
    public void RobotsFetched_ThatFailed_EndsWhatWaitsForIt(FetchOutcome failure, int ended)
    {
        var driven = new DrivenSchedule
        {
            Urls = [DrivenSchedule.Url(1), DrivenSchedule.Url(2), DrivenSchedule.Url(3)],
            Robots = at => new RobotsFetch(RobotsAccess.Defer, [], TimeSpan.Zero, at, TimeSpan.Zero) { Failure = failure },
        };
        var failed = 0;

        var fails = driven.Until(next => next is Next.Fail && ++failed == ended).OfType<Next.Fail>().ToList();

        Assert.Equal(Enumerable.Range(1, ended).Select(id => (long)id), fails.Select(fail => fail.Url.Id));
        Assert.All(fails, fail => Assert.Equal((failure, RetryPolicy.MayPass(failure)), (fail.Outcome, fail.Again is not null)));
    }
}
