using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Serialization.Activators;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace Thresher.Grains.States;

/// <summary>Reads and clears grain state without a silo, through Orleans' own storage.</summary>
public static class GrainStateReader
{
    /// <summary>Reads one state.</summary>
    /// <param name="invariant">Orleans' name of the database provider.</param>
    /// <param name="connectionString">The database, whose tables are there.</param>
    /// <param name="serviceId">The service whose grains are meant.</param>
    /// <param name="state">The state's name in its grain.</param>
    /// <param name="grain">The grain.</param>
    /// <param name="cancellationToken">Ends the wait for the database's tables.</param>
    /// <returns>Null when there is none; a new one when it cannot be read, as its grain would have it.</returns>
    /// <exception cref="System.Data.Common.DbException">The database fails.</exception>
    public static async Task<T?> ReadAsync<T>(
        string invariant, string connectionString, string serviceId, string state, GrainId grain, CancellationToken cancellationToken)
        where T : class
    {
        var storage = await OpenAsync(invariant, connectionString, serviceId, NullLogger<JsonStateStorage>.Instance, cancellationToken);
        var found = new GrainState<T>();
        await storage.ReadStateAsync(state, grain, found);
        return found.RecordExists ? found.State : null;
    }

    /// <summary>Opens the storage of grains that no silo serves meanwhile.</summary>
    /// <exception cref="System.Data.Common.DbException">The database fails.</exception>
    public static Task<IGrainStorage> OpenToChangeAsync(string invariant, string connectionString, string serviceId, CancellationToken cancellationToken) =>
        OpenAsync(invariant, connectionString, serviceId, NullLogger<JsonStateStorage>.Instance, cancellationToken, deletes: true);

    /// <summary>
    /// Opens the storage as a silo would; with <paramref name="deletes"/> as it is in a silo, which needs tables that are up
    /// to date.
    /// </summary>
    internal static async Task<IGrainStorage> OpenAsync(
        string invariant, string connectionString, string serviceId, ILogger<JsonStateStorage> logger, CancellationToken cancellationToken, bool deletes = false)
    {
        var options = new AdoNetGrainStorageOptions();
        GrainStateExtensions.Configure(options, invariant, connectionString, deletes);
        var rows = new AdoNetGrainStorage(
            new Activators(),
            NullLogger<AdoNetGrainStorage>.Instance,
            Options.Create(options),
            Options.Create(new ClusterOptions { ServiceId = serviceId, ClusterId = serviceId }),
            nameof(GrainStateReader));
        var lifecycle = new SiloLifecycleSubject(NullLogger<SiloLifecycleSubject>.Instance);
        rows.Participate(lifecycle);
        await lifecycle.OnStart(cancellationToken);
        return new JsonStateStorage(rows, logger);
    }

    private sealed class Activators : IActivatorProvider
    {
        public IActivator<T> GetActivator<T>() => new Plain<T>();

        private sealed class Plain<T> : IActivator<T>
        {
            public T Create() => Activator.CreateInstance<T>();
        }
    }
}
