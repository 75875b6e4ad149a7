using System.Text;
using Microsoft.Extensions.Time.Testing;
using Thresher.Grains.Contracts;
using Thresher.Grains.Politeness;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Storage;

namespace Thresher.Tests.Unit.Grains.Politeness;

public sealed class DomainPolitenessTests
{
    private const string Domain = "a.example";
    private const string Token = "thresher";
    private static readonly CrawlJob OneSecond = new() { Politeness = new CrawlPoliteness { Delay = TimeSpan.FromSeconds(1) } };

    private readonly FakeTimeProvider _time = new();
    private readonly DomainState _state = new();
    private readonly RobotsState _robots = new();
    private readonly DomainPoliteness _politeness;

    public DomainPolitenessTests() => _politeness = new DomainPoliteness(Domain, _state, _robots, _time);

    [Fact]
    public void HoldOffFor_LongerThanBefore_IsRememberedWithItsReasonAndWaitedFor()
    {
        _politeness.HoldOffFor(HoldReason.RetryAfter, TimeSpan.FromMinutes(2));
        _time.Advance(TimeSpan.FromMinutes(1));
        _politeness.HoldOffFor(HoldReason.RobotsUnreachable, TimeSpan.FromSeconds(1));

        Assert.True(_politeness.IsUnsaved);
        Assert.Equal(TimeSpan.FromMinutes(1), _politeness.Wait());
        Assert.Equal(HoldReason.RetryAfter, _politeness.Hold!.Reason);
        Assert.Equal(TimeSpan.FromMinutes(1), Restarted().HoldOff);
    }

    [Fact]
    public void TurnProxyTo_GoesOnOnceForRequestsThatWereInFlightTogether_AndIsRemembered()
    {
        _politeness.TurnProxyTo(0);
        Assert.False(_politeness.IsUnsaved);
        _politeness.TurnProxyTo(1);
        _politeness.TurnProxyTo(1);
        Assert.Equal((1, true), (_politeness.ProxyTurns, _politeness.IsUnsaved));
        Assert.Equal(1, Restarted().ProxyTurns);
    }

    [Fact]
    public void Take_ProxiesKeptRobotsFromUs_WaitsWithoutBlamingTheHost()
    {
        var fetched = new RobotsFetch(RobotsAccess.Defer, [], TimeSpan.Zero, 0, TimeSpan.Zero) { Failure = FetchOutcome.ProxyFailed, SparesHost = true };
        Assert.False(_politeness.Take("http", fetched, 0));
        Assert.Equal((0, TimeSpan.FromSeconds(1)), (_politeness.FailuresInARow, _politeness.HoldOff));
        Assert.False(_politeness.Take("http", fetched with { SparesHost = false }, 0));
        Assert.Equal((1, TimeSpan.FromSeconds(30)), (_politeness.FailuresInARow, _politeness.HoldOff));
    }

    [Fact]
    public void Hold_TimeIsOver_IsNone()
    {
        _politeness.HoldOffFor(HoldReason.RetryAfter, TimeSpan.FromMinutes(2));
        _time.Advance(TimeSpan.FromMinutes(2));

        Assert.Null(_politeness.Hold);
    }

    [Fact]
    public void Wait_WireIsFull_IsUnknownEvenWhileTheHostIsLeftAlone()
    {
        _politeness.Pace.Started();
        _politeness.HoldOffFor(HoldReason.RetryAfter, TimeSpan.FromMinutes(1));

        Assert.Null(_politeness.Wait());
    }

    [Fact]
    public void Learn_SixtyFourFailuresAtOnce_CloseTheHostOnceForFiveMinutes()
    {
        var started = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromSeconds(1));
        for (var i = 0; i < 64; i++)
        {
            _politeness.Learn(FetchOutcome.ServerError, TimeSpan.Zero, started);
        }

        Assert.Equal((HoldReason.Breaker, 1, false), (_politeness.Hold!.Reason, _politeness.Closings, _politeness.IsGivenUp));
        Assert.Equal(TimeSpan.FromMinutes(5), _politeness.HoldOff);
    }

    [Fact]
    public void Learn_SuccessOfTheProbe_EndsTheHoldToo()
    {
        for (var i = 0; i < 5; i++)
        {
            _politeness.Learn(FetchOutcome.ServerError, TimeSpan.Zero, _time.GetTimestamp());
        }

        _politeness.Saving();
        _politeness.Learn(FetchOutcome.NotFound, TimeSpan.Zero, _time.GetTimestamp());

        Assert.Equal((null, 0, true), (_politeness.Hold, _politeness.Closings, _politeness.IsUnsaved));
    }

    [Fact]
    public void Learn_SuccessWhileTheServerAskedToBeLeftAlone_LeavesThatHold()
    {
        _politeness.Learn(FetchOutcome.TooManyRequests, TimeSpan.FromMinutes(1), _time.GetTimestamp());
        _politeness.Learn(FetchOutcome.Ok, TimeSpan.Zero, _time.GetTimestamp());

        Assert.Equal((HoldReason.RetryAfter, 0), (_politeness.Hold!.Reason, _politeness.FailuresInARow));
    }

    [Theory]
    [InlineData(FetchOutcome.Challenge)]
    [InlineData(FetchOutcome.Blocked)]
    public void Learn_Blocks_SlowTheHostAndThenCloseIt(FetchOutcome outcome)
    {
        _politeness.Learn(outcome, TimeSpan.Zero, _time.GetTimestamp());
        Assert.Equal((HoldReason.Blocked, TimeSpan.FromSeconds(10), 1), (_politeness.Hold!.Reason, _politeness.HoldOff, _politeness.FailuresInARow));
        for (var i = 0; i < 4; i++)
        {
            _politeness.Learn(outcome, TimeSpan.Zero, _time.GetTimestamp());
        }

        Assert.Equal((HoldReason.Breaker, 1), (_politeness.Hold!.Reason, _politeness.Closings));
    }

    [Fact]
    public void Learn_TooManyRequestsWithoutATime_HoldsForAWhileUnderItsOwnName()
    {
        _politeness.Learn(FetchOutcome.TooManyRequests, TimeSpan.Zero, _time.GetTimestamp());

        Assert.Equal((HoldReason.TooManyRequests, TimeSpan.FromSeconds(30)), (_politeness.Hold!.Reason, _politeness.HoldOff));
    }

    [Theory]
    [InlineData(FetchOutcome.Ok)]
    [InlineData(FetchOutcome.Cancelled)]
    [InlineData(FetchOutcome.InternalError)]
    public void Learn_NothingAgainstTheHost_NeedsNoSaving(FetchOutcome outcome)
    {
        _politeness.Learn(outcome, TimeSpan.Zero, _time.GetTimestamp());

        Assert.False(_politeness.IsUnsaved);
    }

    [Fact]
    public void Includes_JobsApplied_ThoseAloneAndAsTheyWere()
    {
        var (one, other) = (new CrawlJob { Name = "one" }, new CrawlJob { Name = "other" });
        Assert.False(_politeness.Includes(one));

        _politeness.Apply([(one, Token), (other, Token)]);
        Assert.True(_politeness.Includes(one) && _politeness.Includes(other));

        _politeness.Apply([(other, Token)]);
        Assert.False(_politeness.Includes(one));
    }

    [Fact]
    public void Take_RobotsAsksForADelay_ItAppliesAtOnceAndAfterARestart()
    {
        _politeness.Apply([(OneSecond, Token)]);
        Assert.Null(_politeness.RulesFor("http", Token));

        Assert.True(_politeness.Take("http", Robots("User-agent: *\nCrawl-delay: 7\nDisallow: /x"), _time.GetTimestamp()));
        var restarted = Restarted();
        restarted.Apply([(OneSecond, Token)]);

        Assert.False(_politeness.RulesFor("http", Token)!.Check("/x").Allowed);
        Assert.Equal(TimeSpan.FromSeconds(7), _politeness.Policy.Delay);
        Assert.Equal(TimeSpan.FromSeconds(7), restarted.Policy.Delay);
        Assert.Equal((true, false), (_politeness.IsRobotsUnsaved, _politeness.IsUnsaved));
    }

    [Fact]
    public void Take_UnreachableWithoutACopy_HoldsTheHost()
    {
        Assert.False(_politeness.Take("http", Unreachable, _time.GetTimestamp()));

        Assert.Equal((HoldReason.RobotsUnreachable, 1), (_politeness.Hold!.Reason, _politeness.FailuresInARow));
        Assert.Null(_politeness.RulesFor("http", Token));
    }

    [Fact]
    public void Take_UnreachableWithAnExpiredCopy_GoesOnByItForThirtyDays()
    {
        _politeness.Take("http", Robots("User-agent: *\nDisallow: /x"), _time.GetTimestamp());
        _time.Advance(RobotsAccessPolicy.CacheLifetime);
        Assert.Null(_politeness.RulesFor("http", Token));

        for (var day = 0; day < 30; day++)
        {
            Assert.True(_politeness.Take("http", Unreachable, _time.GetTimestamp()));
            Assert.False(_politeness.RulesFor("http", Token)!.Check("/x").Allowed);
            _time.Advance(TimeSpan.FromDays(1));
            Assert.Null(_politeness.RulesFor("http", Token));
        }

        _politeness.Take("http", Unreachable, _time.GetTimestamp());

        Assert.True(_politeness.RulesFor("http", Token)!.Check("/x").Allowed);
        Assert.Null(_politeness.Hold);
    }

    [Theory]
    [InlineData(5, HoldReason.Breaker, 1, 0)]
    [InlineData(7, HoldReason.Breaker, 3, 0)]
    [InlineData(2, HoldReason.RetryAfter, 0, 2)]
    public void Constructor_StateOfAnEarlierBuild_IsCarriedOver(int failures, HoldReason reason, int closings, int left)
    {
        var file = new RobotsRecord { Access = RobotsAccess.Rules, Body = "User-agent: *\nDisallow: /x"u8.ToArray(), ExpiresAt = long.MaxValue };
        var former = new DomainState { NotBefore = _time.UnixMs() + 60_000, FailuresInARow = failures, Robots = { ["http"] = file } };

        var carried = new DomainPoliteness(Domain, former, _robots, _time);

        Assert.Equal((reason, TimeSpan.FromMinutes(1), closings, left), (carried.Hold!.Reason, carried.HoldOff, carried.Closings, carried.FailuresInARow));
        Assert.False(carried.RulesFor("http", Token)!.Check("/x").Allowed);
        Assert.Equal((true, true), (carried.IsUnsaved, carried.IsRobotsUnsaved));
        Assert.Empty(former.Robots);
        Assert.False(new DomainPoliteness(Domain, former, _robots, _time).IsUnsaved);
    }

    private static RobotsFetch Unreachable => new(RobotsAccess.Defer, [], TimeSpan.Zero, 0, TimeSpan.Zero);

    private DomainPoliteness Restarted() => new(Domain, _state, _robots, _time);

    private static RobotsFetch Robots(string text) => new(RobotsAccess.Rules, Encoding.UTF8.GetBytes(text), TimeSpan.Zero, 0, TimeSpan.Zero);
}
