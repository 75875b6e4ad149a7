namespace Thresher.Silo.Health;

/// <summary>Whether this silo serves: from the moment it is active until it begins to stop.</summary>
internal sealed class SiloReadiness(ISiloStatusOracle oracle, IHostApplicationLifetime lifetime)
{
    /// <summary>Whether consoles and load balancers may use it. Queries neither database nor grains.</summary>
    public bool IsReady => State == "ready";

    /// <summary>starting, ready or stopping.</summary>
    public string State =>
        lifetime.ApplicationStopping.IsCancellationRequested ? "stopping"
        : oracle.CurrentStatus switch
        {
            SiloStatus.Active when lifetime.ApplicationStarted.IsCancellationRequested => "ready",
            SiloStatus.ShuttingDown or SiloStatus.Stopping or SiloStatus.Dead => "stopping",
            _ => "starting",
        };
}
