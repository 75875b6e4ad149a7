using System.Reflection;
using Microsoft.Extensions.Time.Testing;
using Thresher.Grains.Configuration;
using Thresher.Grains.Ownership;
using Thresher.Storage;

namespace Thresher.Tests.Unit.Grains.Ownership;

public sealed class OrphanedDomainsTests
{
    private static readonly string[] Owned = ["served.test", "nobody.test"];

    [Fact]
    public async Task FindAsync_OwnedButUnserved_ToldAtTheSecondLook()
    {
        var time = new FakeTimeProvider();
        var active = new ActiveDomains();
        active.Add("served.test", new FakeDomain(TimeSpan.Zero));
        var strays = new OrphanedDomains(DispatchProxy.Create<IDomainOwners, StubOwners>(), active, new ThresherOptions(), time);

        Assert.Empty(await strays.FindAsync(TestContext.Current.CancellationToken));
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(["nobody.test"], await strays.FindAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Only the owned domains are asked for.</summary>
    public class StubOwners : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Task.FromResult<IReadOnlyList<string>>(Owned);
    }
}
