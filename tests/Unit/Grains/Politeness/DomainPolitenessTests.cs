using System.Text;
using Microsoft.Extensions.Time.Testing;
using Thresher.Grains.Contracts;
using Thresher.Grains.Politeness;
using Thresher.Jobs;

namespace Thresher.Tests.Unit.Grains.Politeness;

public sealed class DomainPolitenessTests
{
    private const string Token = "thresher";
    private readonly FakeTimeProvider _time = new();
    private readonly DomainState _state = new();
    private readonly DomainPoliteness _politeness;

    public DomainPolitenessTests() => _politeness = new DomainPoliteness("a.example", _state, _time);

    [Fact]
    public void HoldOffFor_LongerThanBefore_IsRememberedAndWaitedFor()
    {
        _politeness.HoldOffFor(TimeSpan.FromMinutes(2));
        _time.Advance(TimeSpan.FromMinutes(1));
        _politeness.HoldOffFor(TimeSpan.FromSeconds(1));

        Assert.True(_politeness.IsUnsaved);
        Assert.Equal(TimeSpan.FromMinutes(1), _politeness.Wait());
        Assert.Equal(TimeSpan.FromMinutes(1), new DomainPoliteness("a.example", _state, _time).HoldOff);
    }

    [Fact]
    public void Wait_WireIsFull_IsUnknownEvenWhileTheHostIsLeftAlone()
    {
        _politeness.Pace.Started();
        _politeness.HoldOffFor(TimeSpan.FromMinutes(1));

        Assert.Null(_politeness.Wait());
    }

    [Fact]
    public void Failed_ThresholdReached_ClosesTheHostUntilItAnswers()
    {
        for (var i = 1; i < Breaker.Threshold; i++)
        {
            Assert.False(_politeness.Failed());
            Assert.False(_politeness.IsClosed);
        }

        Assert.False(_politeness.Failed());
        Assert.True(_politeness.IsClosed);
        _politeness.Saving();
        _politeness.Answered();

        Assert.Equal((0, true), (_state.FailuresInARow, _politeness.IsUnsaved));
    }

    [Fact]
    public void Answered_NothingFailed_NeedsNoSaving()
    {
        _politeness.Answered();

        Assert.False(_politeness.IsUnsaved);
    }

    [Fact]
    public void Failed_TooLong_IsGivenUpAndThenOneThatWasJustClosed()
    {
        var failures = 1;
        while (!_politeness.Failed())
        {
            failures++;
        }

        _politeness.GivenUp();

        Assert.Equal(Breaker.Threshold + Breaker.GiveUpAfter, failures);
        Assert.Equal(Breaker.Threshold, _state.FailuresInARow);
    }

    [Fact]
    public void Heeds_JobsApplied_ThoseAloneAndAsTheyWere()
    {
        var (one, other) = (new CrawlJob { Name = "one" }, new CrawlJob { Name = "other" });
        Assert.False(_politeness.Includes(one));

        _politeness.Apply([one, other]);
        Assert.True(_politeness.Includes(one) && _politeness.Includes(other));

        _politeness.Apply([other]);
        Assert.False(_politeness.Includes(one));
    }

    [Fact]
    public void RulesFor_RobotsAsksForADelay_ItAppliesToTheJobsAtHand()
    {
        _politeness.Apply([new CrawlJob { Politeness = new CrawlPoliteness { Delay = TimeSpan.FromSeconds(1) } }]);
        Assert.Null(_politeness.RulesFor("http", Token));

        _politeness.Put("http", Robots("User-agent: *\nCrawl-delay: 7\nDisallow: /x"));
        var rules = _politeness.RulesFor("http", Token);

        Assert.False(rules!.Check("/x").Allowed);
        Assert.Equal(TimeSpan.FromSeconds(7), _politeness.Policy.Delay);
        Assert.True(_politeness.IsUnsaved);
    }

    [Fact]
    public void RulesFor_Expired_MustBeFetchedAnew()
    {
        _politeness.Put("http", Robots(""));
        Assert.NotNull(_politeness.RulesFor("http", Token));

        _time.Advance(RobotsAccessPolicy.CacheLifetime);

        Assert.Null(_politeness.RulesFor("http", Token));
    }

    private static RobotsFetch Robots(string text) => new(RobotsAccess.Rules, Encoding.UTF8.GetBytes(text), TimeSpan.Zero, 0, TimeSpan.Zero);
}
