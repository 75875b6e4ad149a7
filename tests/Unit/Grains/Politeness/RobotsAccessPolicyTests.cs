using Thresher.Grains.Contracts;
using Thresher.Grains.Politeness;

namespace Thresher.Tests.Unit.Grains.Politeness;

public sealed class RobotsAccessPolicyTests
{
    [Theory]
    [InlineData(200, 0, RobotsAccess.Rules)]
    [InlineData(204, 5, RobotsAccess.Rules)]
    [InlineData(301, 1, RobotsAccess.Defer)]
    [InlineData(301, 5, RobotsAccess.Defer)]
    [InlineData(308, 6, RobotsAccess.AllowAll)]
    [InlineData(401, 0, RobotsAccess.AllowAll)]
    [InlineData(429, 0, RobotsAccess.AllowAll)]
    [InlineData(500, 0, RobotsAccess.Defer)]
    [InlineData(503, 9, RobotsAccess.Defer)]
    [InlineData(100, 0, RobotsAccess.Defer)]
    [InlineData(999, 0, RobotsAccess.Defer)]
    [InlineData(null, 0, RobotsAccess.Defer)]
    public void Decide_Status_FollowsRfc9309(int? status, int redirects, RobotsAccess expected) =>
        Assert.Equal(expected, RobotsAccessPolicy.Decide(status, redirects));

    [Fact]
    public void Decide_UnreachableForAMonth_CountsAsAbsent()
    {
        Assert.Equal(RobotsAccess.Defer, RobotsAccessPolicy.Decide(503, unreachableFor: TimeSpan.FromDays(29)));
        Assert.Equal(RobotsAccess.AllowAll, RobotsAccessPolicy.Decide(null, unreachableFor: TimeSpan.FromDays(30)));
    }
}
