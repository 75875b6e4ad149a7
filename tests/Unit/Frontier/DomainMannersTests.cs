using System.Text;
using Microsoft.Extensions.Time.Testing;
using Thresher.Crawls;
using Thresher.Frontier;
using Thresher.Politeness;
using Thresher.Robots;

namespace Thresher.Tests.Unit.Frontier;

public sealed class DomainMannersTests
{
    private const string Token = "thresher";
    private readonly FakeTimeProvider _time = new();
    private readonly DomainState _state = new();
    private readonly DomainManners _manners;

    public DomainMannersTests() => _manners = new DomainManners("a.example", _state, _time);

    [Fact]
    public void HoldOffFor_LongerThanBefore_IsRememberedAndWaitedFor()
    {
        _manners.HoldOffFor(TimeSpan.FromMinutes(2));
        _time.Advance(TimeSpan.FromMinutes(1));
        _manners.HoldOffFor(TimeSpan.FromSeconds(1));

        Assert.True(_manners.IsUnsaved);
        Assert.Equal(TimeSpan.FromMinutes(1), _manners.Wait());
        Assert.Equal(TimeSpan.FromMinutes(1), new DomainManners("a.example", _state, _time).HoldOff);
    }

    [Fact]
    public void Wait_WireIsFull_IsUnknownEvenWhileTheHostIsLeftAlone()
    {
        _manners.Pace.Started();
        _manners.HoldOffFor(TimeSpan.FromMinutes(1));

        Assert.Null(_manners.Wait());
    }

    [Fact]
    public void Failed_ThresholdReached_ClosesTheHostUntilItAnswers()
    {
        for (var i = 1; i < Breaker.Threshold; i++)
        {
            Assert.False(_manners.Failed());
            Assert.False(_manners.IsClosed);
        }

        Assert.False(_manners.Failed());
        Assert.True(_manners.IsClosed);
        _manners.Saving();
        _manners.Answered();

        Assert.Equal((0, true), (_state.FailuresInARow, _manners.IsUnsaved));
    }

    [Fact]
    public void Answered_NothingFailed_NeedsNoSaving()
    {
        _manners.Answered();

        Assert.False(_manners.IsUnsaved);
    }

    [Fact]
    public void Failed_TooLong_IsGivenUpAndThenOneThatWasJustClosed()
    {
        var failures = 1;
        while (!_manners.Failed())
        {
            failures++;
        }

        _manners.GivenUp();

        Assert.Equal(Breaker.Threshold + Breaker.GiveUpAfter, failures);
        Assert.Equal(Breaker.Threshold, _state.FailuresInARow);
    }

    [Fact]
    public void Heeds_JobsApplied_ThoseAloneAndAsTheyWere()
    {
        var (one, other) = (new CrawlJob { Name = "one" }, new CrawlJob { Name = "other" });
        Assert.False(_manners.Heeds(one));

        _manners.Apply([one, other]);
        Assert.True(_manners.Heeds(one) && _manners.Heeds(other));

        _manners.Apply([other]);
        Assert.False(_manners.Heeds(one));
    }

    [Fact]
    public void RulesFor_RobotsAsksForADelay_ItAppliesToTheJobsAtHand()
    {
        _manners.Apply([new CrawlJob { Politeness = new CrawlPoliteness { Delay = TimeSpan.FromSeconds(1) } }]);
        Assert.Null(_manners.RulesFor("http", Token));

        _manners.Put("http", Robots("User-agent: *\nCrawl-delay: 7\nDisallow: /x"));
        var rules = _manners.RulesFor("http", Token);

        Assert.False(rules!.Check("/x").Allowed);
        Assert.Equal(TimeSpan.FromSeconds(7), _manners.Policy.Delay);
        Assert.True(_manners.IsUnsaved);
    }

    [Fact]
    public void RulesFor_Expired_MustBeFetchedAnew()
    {
        _manners.Put("http", Robots(""));
        Assert.NotNull(_manners.RulesFor("http", Token));

        _time.Advance(RobotsAccessPolicy.CacheLifetime);

        Assert.Null(_manners.RulesFor("http", Token));
    }

    private static RobotsFetch Robots(string text) => new(RobotsAccess.Rules, Encoding.UTF8.GetBytes(text), TimeSpan.Zero, 0, TimeSpan.Zero);
}
