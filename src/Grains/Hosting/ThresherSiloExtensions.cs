using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Thresher.Grains.Configuration;
using Thresher.Grains.Control;
using Thresher.Grains.Crawls;
using Thresher.Grains.Fetching;
using Thresher.Grains.Frontier;
using Thresher.Grains.Ownership;
using Thresher.Grains.Pages;
using Thresher.Storage;
using Thresher.Web.Pages;

namespace Thresher.Grains.Hosting;

/// <summary>Puts the crawler into a silo.</summary>
public static class ThresherSiloExtensions
{
    /// <summary>
    /// Adds everything between the URL's row and the page's commit. The silo brings its clustering and the grain storage
    /// named <see cref="DomainGrain.StorageName"/>.
    /// </summary>
    /// <param name="silo">The silo.</param>
    /// <param name="store">The store, initialized; it outlives the silo.</param>
    /// <param name="options">What the silo may use.</param>
    public static ISiloBuilder AddThresher(this ISiloBuilder silo, ICrawlStore store, ThresherOptions options)
    {
        var services = silo.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);

        // An instance is not disposed with the container, nor with the scope of a grain that ends: who opened it closes it.
        services.AddSingleton(store);
        services.AddTransient(_ => store.Frontier).AddTransient(_ => store.Catalog).AddTransient(_ => store.Reader);

        WireExceptions.Configure(services);
        services.AddSingleton<StoreFaults>().AddSingleton<KnownUrls>().AddSingleton<PageCommitQueue>();
        services.AddSingleton<CrawlDirectory>().AddSingleton<ScopeKeys>();
        services.AddSingleton<HttpTransport>().AddSingleton<HttpFetcher>().AddSingleton<RobotsFetcher>();
        services.AddSingleton<PageParser>().AddSingleton<LinkAdmission>().AddSingleton<PageWork>().AddSingleton<SitemapFetch>();
        services.AddSingleton<IsolatedParse>().AddSingleton<SuspectPages>().AddSingleton<FetchPipeline>();
        services.AddSingleton<FetchSlots>().AddSingleton<OwnershipClock>().AddSingleton<Isolation>().AddSingleton<ActiveDomains>().AddSingleton<OrphanedDomains>();
        services.AddSingleton<WakeHints>().AddSingleton<DomainWaker>().AddSingleton<DomainServices>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, SiloDrain>();
        services.AddHostedService<DomainSweep>().AddHostedService<ActivityReporter>();
        return silo;
    }
}
