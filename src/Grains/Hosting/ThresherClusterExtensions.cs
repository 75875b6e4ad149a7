using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Thresher.Grains.Configuration;
using Thresher.Grains.Frontier;
using Thresher.Grains.Ownership;
using Thresher.Storage;

namespace Thresher.Grains.Hosting;

/// <summary>Puts the crawler into a silo that is one of several.</summary>
public static class ThresherClusterExtensions
{
    /// <summary>How long a silo may serve without a heartbeat; one that lives beats four times as often.</summary>
    public static readonly TimeSpan Trust = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Heartbeat = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// As <see cref="ThresherSiloExtensions.AddThresher"/>, for a silo of a cluster: it owns domains under its own
    /// incarnation's name, frees those of silos that died, notices dead silos soon, and waits out the absences of its
    /// database.
    /// </summary>
    /// <param name="silo">The silo.</param>
    /// <param name="connection">The cluster.</param>
    /// <param name="store">The store, initialized, whose frontier can fence owners; it outlives the silo.</param>
    /// <param name="configure">Sets what the silo may use; its owner's name is set here.</param>
    public static ISiloBuilder AddThresherCluster(
        this ISiloBuilder silo, ClusterConnection connection, ICrawlStore store, Action<ThresherOptions>? configure = null)
    {
        connection.Apply(silo, DomainGrain.StorageName);
        silo.Configure<Orleans.Configuration.ClusterMembershipOptions>(FailureDetection.Apply);
        KeepGrainsOfSurvivors(silo);

        // A cluster's defaults come before what the host says, its owner's name after it.
        var services = silo.Services;
        services.AddOptions<ThresherOptions>().Configure(options =>
            (options.WaitsForStore, options.Heartbeat, options.OwnershipTrust) = (true, Heartbeat, Trust));
        silo.AddThresher(store, configure);
        services.AddOptions<ThresherOptions>().PostConfigure<ILocalSiloDetails>((options, self) => options.Owner = SiloOwner.Of(self.SiloAddress));
        services.TryAddSingleton((IOwnerFence)store.Frontier);
        services.TryAddSingleton((IOwnerShares)store.Frontier);
        services.AddHostedService<OwnershipHeartbeat>().AddHostedService<DeadOwnerRelease>().AddHostedService<DomainBalance>();
        return silo;
    }

    /// <summary>
    /// Orleans' older directory ends every grain whose entry a silo that goes away held, wherever the grain is: with three
    /// silos a third of the survivors' domains stood still as long as the orphans. This one hands the entries over. It
    /// would also let nobody take up a dead silo's grains for half a minute, lest that silo still serve them; here the
    /// ownership of the domain in the database sees to that, in two seconds.
    /// </summary>
    private static void KeepGrainsOfSurvivors(ISiloBuilder silo)
    {
#pragma warning disable ORLEANSEXP003 // Its options may change yet; that no two silos ask one host does not rest on it.
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
        silo.Configure<Orleans.Configuration.GrainDirectoryOptions>(directory => directory.RangeLeaseDuration = TimeSpan.Zero);
    }
}
