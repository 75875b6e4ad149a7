using Microsoft.Extensions.DependencyInjection;
using Thresher.Grains.Configuration;
using Thresher.Grains.Frontier;
using Thresher.Grains.Ownership;
using Thresher.Storage;

namespace Thresher.Grains.Hosting;

/// <summary>Adds the crawler to a silo of a cluster.</summary>
public static class ThresherClusterExtensions
{
    /// <summary>
    /// As <see cref="ThresherSiloExtensions.AddThresher"/>, for a silo of a cluster: it owns domains under its own
    /// incarnation's name, frees those of silos that died, detects dead silos soon, and waits while its database is
    /// unavailable.
    /// </summary>
    /// <param name="silo">The silo.</param>
    /// <param name="connection">The cluster.</param>
    /// <param name="store">The store, initialized; it outlives the silo.</param>
    /// <param name="configure">Sets what the silo may use; its owner's name is set here.</param>
    public static ISiloBuilder AddThresherCluster(
        this ISiloBuilder silo, ClusterConnection connection, IClusterStore store, Action<ThresherOptions>? configure = null)
    {
        connection.Apply(silo, DomainGrain.StorageName);
        silo.Configure<Orleans.Configuration.ClusterMembershipOptions>(FailureDetection.Apply);
        KeepGrainsOfSurvivors(silo);

        // A cluster's defaults come before what the host says, its owner's name after it.
        var services = silo.Services;
        services.AddOptions<ThresherOptions>().Configure(ApplyClusterDefaults);
        silo.AddThresher(store, configure);
        services.AddOptions<ThresherOptions>().PostConfigure<ILocalSiloDetails>((options, self) => options.Owner = SiloOwner.Of(self.SiloAddress));
        StoreServices.AddShared(services, store);
        services.AddHostedService<OwnershipHeartbeat>().AddHostedService<DeadOwnerRelease>().AddHostedService<DomainBalance>();
        return silo;
    }

    /// <summary>Sets what is another default in a cluster than in an embedded silo.</summary>
    public static void ApplyClusterDefaults(ThresherOptions options)
    {
        options.WaitsForStore = true;
        options.Heartbeat = TimeSpan.FromMilliseconds(500);
        options.OwnershipTrust = TimeSpan.FromSeconds(2);
        options.ExtractorDirectory = "";
    }

    /// <summary>
    /// Orleans' default directory deactivates every grain whose entry a leaving silo held, wherever the grain is: with three
    /// silos a third of the survivors' domains stopped as long as the dead silo's. This one hands the entries over. By
    /// default it also lets no silo activate a dead silo's grains for half a minute, in case that silo still runs them;
    /// here the ownership of the domain in the database ensures this, within two seconds.
    /// </summary>
    private static void KeepGrainsOfSurvivors(ISiloBuilder silo)
    {
#pragma warning disable ORLEANSEXP003 // Its options may still change; that no two silos serve one host does not depend on it.
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
        silo.Configure<Orleans.Configuration.GrainDirectoryOptions>(directory => directory.RangeLeaseDuration = TimeSpan.Zero);
    }
}
