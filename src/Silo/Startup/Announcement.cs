using Thresher.Grains.Configuration;
using Thresher.Silo.Options;

namespace Thresher.Silo.Startup;

/// <summary>Logs that the silo serves, and where; and that it stops.</summary>
internal sealed partial class Announcement(
    ILocalSiloDetails silo, ClusterConnection cluster, SiloOptions options, ILogger<Announcement> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        LogLimits(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20, Environment.ProcessorCount);
        if (cluster is { Secret: null, Certificates: null } && !System.Net.IPAddress.IsLoopback(silo.SiloAddress.Endpoint.Address))
        {
            LogOpen(silo.SiloAddress.Endpoint.Port, options.GatewayPort);
        }

        LogServing(silo.SiloAddress.ToParsableString(), cluster.ClusterId, cluster.Database, options.HttpBind, options.HttpPort);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        LogStopping();
        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Silo {Silo} serves in cluster {Cluster} on {Database}; pages at http://{Address}:{Port}/")]
    private partial void LogServing(string silo, string cluster, string database, System.Net.IPAddress address, int port);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Anyone who reaches ports {SiloPort} and {GatewayPort} of this machine can change every crawl: keep them inside a private network, or set THRESHER_CLUSTER_SECRET or THRESHER_CLUSTER_TLS for all silos and consoles")]
    private partial void LogOpen(int siloPort, int gatewayPort);

    [LoggerMessage(Level = LogLevel.Information, Message = "Heap limit {MiB} MiB, {Processors} processors")]
    private partial void LogLimits(long miB, int processors);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopping: leasing ends, domains are released")]
    private partial void LogStopping();
}
