using System.Reflection;
using Microsoft.Extensions.Time.Testing;
using Thresher.Frontier;
using Thresher.Hosting;
using Thresher.Storage;

namespace Thresher.Tests.Unit.Frontier;

public sealed class StrayDomainsTests
{
    private static readonly string[] Owned = ["moves.test", "stands.test", "nobody.test"];

    [Fact]
    public async Task FindAsync_OwnedButUnservedOrStandingStill_ToldAtTheSecondLook()
    {
        var time = new FakeTimeProvider();
        var active = new ActiveDomains();
        active.Add("moves.test", () => null!, () => false);
        active.Add("stands.test", () => null!, () => true);
        var strays = new StrayDomains(DispatchProxy.Create<IFrontierStore, OwningFrontier>(), active, new ThresherOptions(), time);

        Assert.Empty(await strays.FindAsync(TestContext.Current.CancellationToken));
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(["nobody.test", "stands.test"], (await strays.FindAsync(TestContext.Current.CancellationToken)).Order());
    }

    /// <summary>A frontier of which only the owned domains are asked.</summary>
    public class OwningFrontier : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Task.FromResult<IReadOnlyList<string>>(Owned);
    }
}
