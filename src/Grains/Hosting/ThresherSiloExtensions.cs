using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Storage;
using Thresher.Extraction.Extractors;
using Thresher.Grains.Bodies;
using Thresher.Grains.Configuration;
using Thresher.Grains.Control;
using Thresher.Grains.Crawls;
using Thresher.Grains.Fetching;
using Thresher.Grains.Frontier;
using Thresher.Grains.Links;
using Thresher.Grains.Logins;
using Thresher.Grains.Ownership;
using Thresher.Grains.Pages;
using Thresher.Grains.Parsing;
using Thresher.Grains.Proxies;
using Thresher.Grains.Rendering;
using Thresher.Grains.Requests;
using Thresher.Storage;
using Thresher.Web.Pages;

namespace Thresher.Grains.Hosting;

/// <summary>Puts the crawler into a silo.</summary>
public static class ThresherSiloExtensions
{
    /// <summary>How long a host that is told to stop gives the silo: the crawler's own part is bounded to less.</summary>
    public static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(4.2);

    /// <summary>Grains whose address a silo remembers; Orleans' default, a million, takes 18 MB at the start. A silo serves 4,096 domains at one time.</summary>
    private const int KnownAddresses = 64 * 1024;

    /// <summary>
    /// Adds everything between the URL's row and the page's commit. The silo brings its clustering and the grain storage
    /// named <see cref="DomainGrain.StorageName"/>. A service that the host registered before takes the place of ours; what
    /// it registers afterwards does so too.
    /// </summary>
    /// <param name="silo">The silo.</param>
    /// <param name="store">The store, initialized; it outlives the silo.</param>
    /// <param name="configure">
    /// Sets what the silo may use, over what the section <see cref="ThresherOptions.Section"/> of the host's configuration
    /// says.
    /// </param>
    /// <remarks>
    /// An option out of its range, or one in the section that does not exist, stops the start with an
    /// <see cref="OptionsValidationException"/> or an <see cref="InvalidOperationException"/> that names it.
    /// </remarks>
    public static ISiloBuilder AddThresher(this ISiloBuilder silo, ICrawlStore store, Action<ThresherOptions>? configure = null)
    {
        var services = silo.Services;
        services.TryAddSingleton(TimeProvider.System);
        AddOptions(silo, configure);

        StoreServices.Add(services, store);

        WireExceptions.Configure(services);
        silo.Configure<Orleans.Configuration.GrainDirectoryOptions>(directory => directory.CacheSize = KnownAddresses);
        AddFetching(services);
        AddDomains(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ILifecycleParticipant<ISiloLifecycle>, SiloDrain>());
        services.AddHostedService<DomainSweep>().AddHostedService<ActivityReporter>().AddHostedService<StoreUpgrading>();
        return silo;
    }

    /// <summary>The options are those of the silo's start: none changes while it runs.</summary>
    private static void AddOptions(ISiloBuilder silo, Action<ThresherOptions>? configure)
    {
        var options = silo.Services.AddOptions<ThresherOptions>().ValidateOnStart();
        if (silo.Configuration.GetSection(ThresherOptions.Section) is var section && section.Exists())
        {
            options.Bind(section, binder => binder.ErrorOnUnknownConfiguration = true);
        }

        if (configure is not null)
        {
            options.Configure(configure);
        }

        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ThresherOptions>, ThresherOptionsValidator>());
        silo.Services.TryAddSingleton(provider => provider.GetRequiredService<IOptions<ThresherOptions>>().Value);
    }

    /// <summary>From a leased URL to its commit.</summary>
    private static void AddFetching(IServiceCollection services)
    {
        services.TryAddSingleton<HttpTransport>();
        services.TryAddSingleton(provider => new BodyBudget(provider.GetRequiredService<ThresherOptions>()));
        services.TryAddSingleton<HttpFetcher>();
        services.TryAddSingleton<RobotsFetcher>();
        services.TryAddSingleton<LoginClient>();
        services.TryAddSingleton<LoginFetch>();
        services.TryAddSingleton<PageParser>();
        services.TryAddSingleton<LinkAdmission>();
        services.TryAddSingleton<RedirectTrail>();
        services.TryAddSingleton<RedirectSettling>();
        services.TryAddSingleton<PagePlaces>();
        services.TryAddSingleton<HungExtractors>();
        services.TryAddSingleton<IsolatedExtractors>();
        services.TryAddSingleton<PageWork>();
        services.TryAddSingleton<SitemapBudget>();
        services.TryAddSingleton<SitemapFetch>();
        services.TryAddSingleton<IsolatedParse>();
        services.TryAddSingleton<SuspectPages>();
        services.TryAddSingleton<RefreshedRules>();
        services.TryAddSingleton<IPageRendering>(provider => ActivatorUtilities.CreateInstance<PageRendering>(provider));
        services.TryAddSingleton(provider => new Lazy<IPageRendering>(provider.GetRequiredService<IPageRendering>));
        services.TryAddSingleton<PageCompletion>();
        services.TryAddSingleton<ResponseCompletion>();
        services.TryAddSingleton<FetchPipeline>();
        services.TryAddSingleton<StoreFaults>();
        services.TryAddSingleton<KnownUrls>();
        services.TryAddSingleton<PageCommitQueue>();
    }

    /// <summary>Crawls, and who serves which domain when.</summary>
    private static void AddDomains(IServiceCollection services)
    {
        services.TryAddSingleton(provider => new ExtractorPolicy(provider.GetRequiredService<ThresherOptions>().ExtractorDirectory));
        services.TryAddSingleton(provider => new SecretPolicy(provider.GetRequiredService<ThresherOptions>().Secrets));
        services.TryAddSingleton<ProxyHealth>();
        services.TryAddSingleton<CrawlDirectory>();
        services.TryAddSingleton<ScopeKeys>();
        services.TryAddSingleton(provider => new HostMemory(
            provider.GetRequiredService<ICrawlStore>(),
            provider.GetRequiredKeyedService<IGrainStorage>(DomainGrain.StorageName),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<HostCounts>();
        services.TryAddSingleton<FetchSlots>();
        services.TryAddSingleton<OwnershipClock>();
        services.TryAddSingleton<Isolation>();
        services.TryAddSingleton<ActiveDomains>();
        services.TryAddSingleton<OrphanedDomains>();
        services.TryAddSingleton<WakeHints>();
        services.TryAddSingleton<DomainWaker>();
        services.TryAddSingleton<DomainServices>();
    }
}
