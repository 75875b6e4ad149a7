using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Thresher.Grains.Configuration;
using Thresher.Grains.Hosting;
using Thresher.Grains.Links;
using Thresher.Storage;
using Thresher.Storage.Postgres;

namespace Thresher.Tests.Unit.Grains.Hosting;

/// <summary>What a host that takes the crawler in can set and replace.</summary>
public sealed class AddThresherTests
{
    private static readonly ICrawlStore Store = DispatchProxy.Create<ICrawlStore, NoStore>();

    [Fact]
    public void Options_SectionAndCode_CodeComesLast()
    {
        using var host = Build(
            new() { ["Thresher:InFlight"] = "7", ["Thresher:CommitLinger"] = "00:00:00.5" }, silo => silo.AddThresher(Store, options => options.InFlight++));

        var options = host.Services.GetRequiredService<ThresherOptions>();

        Assert.Equal((8, TimeSpan.FromSeconds(0.5), 128), (options.InFlight, options.CommitLinger, options.CommitBatch));
        Assert.Same(options, host.Services.GetRequiredService<IOptions<ThresherOptions>>().Value);
    }

    [Fact]
    public async Task Start_OptionOutOfRange_StopsItWithOneLine()
    {
        using var host = Build([], silo => silo.AddThresher(Store, options => options.CommitBatch = 0));

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal("Thresher:CommitBatch is 0; give it 1 to 10000", failure.Message);
    }

    [Fact]
    public void Options_NameThatDoesNotExist_IsNotPassedOver()
    {
        using var host = Build(new() { ["Thresher:InFligt"] = "7" }, silo => silo.AddThresher(Store));

        var failure = Assert.Throws<InvalidOperationException>(host.Services.GetRequiredService<ThresherOptions>);

        Assert.Contains("InFligt", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_OfACluster_AreItsDefaultsUnlessSet()
    {
        var cluster = ClusterConnection.Parse("Host=none.invalid;Username=u;Database=d");
        await using var store = new PostgresStore(cluster.ConnectionString);
        using var host = Build(
            new() { ["Thresher:Heartbeat"] = "00:00:00.4" },
            silo => silo.UseLocalhostClustering().AddThresherCluster(cluster, store, options => options.Owner = "mine"));

        var options = host.Services.GetRequiredService<ThresherOptions>();

        Assert.Equal((true, TimeSpan.FromSeconds(0.4), TimeSpan.FromSeconds(2)), (options.WaitsForStore, options.Heartbeat, options.OwnershipTrust));
        Assert.Contains('@', options.Owner);
    }

    [Fact]
    public void Services_ThatTheHostRegistered_TakeThePlaceOfOurs()
    {
        var known = new KnownUrls(1024);
        using var host = Build([], silo => silo.AddThresher(Store), services => services.AddSingleton(known));

        Assert.Same(known, host.Services.GetRequiredService<KnownUrls>());
        Assert.Single(host.Services.GetServices<KnownUrls>());
    }

    [Fact]
    public async Task Store_InACluster_IsThereByItsRoles_AndOneCanBeReplaced()
    {
        var cluster = ClusterConnection.Parse("Host=none.invalid;Username=u;Database=d");
        await using var store = new PostgresStore(cluster.ConnectionString);
        var queue = DispatchProxy.Create<IUrlQueue, NoStore>();
        using var host = Build(
            [], silo => silo.UseLocalhostClustering().AddThresherCluster(cluster, store), services => services.AddSingleton(queue));

        Assert.Same(queue, host.Services.GetRequiredService<IUrlQueue>());
        Assert.Equal(
            [store.Catalog, store.Intake, store.Leases, store.Owners, store.Transitions, store.Depths, store.Upgrade, store.Reader, store.Feed, store.Fence, store.Shares],
            new[]
            {
                typeof(ICrawlCatalog), typeof(IUrlIntake), typeof(IDomainLeases), typeof(IDomainOwners), typeof(IUrlTransitions), typeof(IUrlDepths), typeof(IStoreUpgrade),
                typeof(ICrawlReader), typeof(IChangeFeed), typeof(IOwnerFence), typeof(IOwnerShares),
            }.Select(host.Services.GetRequiredService));
    }

    private static IHost Build(Dictionary<string, string?> settings, Action<ISiloBuilder> add, Action<IServiceCollection>? services = null)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(settings);
        services?.Invoke(builder.Services);
        builder.UseOrleans(silo => add(silo.UseLocalhostClustering()));
        return builder.Build();
    }

    /// <summary>A store that nothing may ask for a row.</summary>
    public class NoStore : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => throw new NotSupportedException(targetMethod?.Name);
    }
}
