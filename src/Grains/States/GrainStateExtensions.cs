using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Runtime.Hosting;
using Orleans.Storage;

namespace Thresher.Grains.States;

/// <summary>Puts the storage of grain state into a silo.</summary>
public static class GrainStateExtensions
{
    /// <summary>Adds a named storage of grain state on Orleans' tables.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="name">Its name, which grains ask for.</param>
    /// <param name="invariant">Orleans' name of the database provider.</param>
    /// <param name="connectionString">The database, whose tables are there.</param>
    public static ISiloBuilder AddGrainState(this ISiloBuilder silo, string name, string invariant, string connectionString)
    {
        var rows = $"{name}-rows";
        silo.AddAdoNetGrainStorage(rows, options => Configure(options, invariant, connectionString, deletes: true));
        silo.Services.AddGrainStorage(name, (services, _) => new JsonStateStorage(
            services.GetRequiredKeyedService<IGrainStorage>(rows), services.GetRequiredService<ILogger<JsonStateStorage>>()));
        return silo;
    }

    internal static void Configure(AdoNetGrainStorageOptions options, string invariant, string connectionString, bool deletes)
    {
        options.Invariant = invariant;
        options.ConnectionString = connectionString;
        options.GrainStorageSerializer = new StoredBytes.Serializer();
        options.DeleteStateOnClear = deletes;
    }
}
