using Thresher.Grains.Frontier;
using Thresher.Storage.Rows;

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
        var driven = new DrivenSchedule { Lease = new DomainLease(1, epoch, 0, TimeSpan.FromSeconds(quietSeconds)) };
        var began = driven.Time.GetUtcNow();

        driven.Until(next => next is Next.FetchRobots);

        Assert.InRange((driven.Time.GetUtcNow() - began).TotalSeconds, atLeast, atLeast == 0 ? 0 : 60);
    }
}
