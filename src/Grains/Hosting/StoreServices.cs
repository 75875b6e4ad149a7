using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Thresher.Storage;

namespace Thresher.Grains.Hosting;

/// <summary>
/// Registers the store by its roles, so that each user asks for the one it needs and a host may replace it. The container
/// disposes none of them, nor does the scope of a grain that ends: the code that opened the store closes it.
/// </summary>
internal static class StoreServices
{
    /// <summary>The roles that every engine has.</summary>
    public static void Add(IServiceCollection services, ICrawlStore store)
    {
        services.TryAddSingleton(store);
        services.TryAddTransient(_ => store.Catalog);
        services.TryAddTransient(_ => store.Intake);
        services.TryAddTransient(_ => store.Queue);
        services.TryAddTransient(_ => store.Leases);
        services.TryAddTransient(_ => store.Owners);
        services.TryAddTransient(_ => store.Transitions);
        services.TryAddTransient(_ => store.Depths);
        services.TryAddTransient(_ => store.Cookies);
        services.TryAddTransient(_ => store.Shapes);
        services.TryAddTransient(_ => store.Reader);
        services.TryAddTransient(_ => store.Feed);
        services.TryAddTransient(_ => store.Upgrade);
    }

    /// <summary>The roles of an engine that several silos share.</summary>
    public static void AddShared(IServiceCollection services, IClusterStore store)
    {
        services.TryAddTransient(_ => store.Fence);
        services.TryAddTransient(_ => store.Shares);
    }
}
