using Thresher.Grains.Configuration;
using Thresher.Storage;

namespace Thresher.Silo.Database;

/// <summary>
/// Monitors gradual faults: this machine's clock against the database's, which governs the leases, and a second cluster
/// on the same database.
/// </summary>
internal sealed partial class DatabaseWatch(
    ClusterConnection cluster, ClusterDatabase database, ClusterTime time, ILogger<DatabaseWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await CheckClockAsync(stoppingToken);
                if (await database.LiveOthersAsync(stoppingToken) is [var other, ..])
                {
                    LogOtherCluster(cluster.Database, other, cluster.ClusterId);
                }
            }
            catch (StoreException)
            {
                // The sweep reports an unavailable database.
            }

            await Task.Delay(Interval, time, stoppingToken);
        }
    }

    private async Task CheckClockAsync(CancellationToken cancellationToken)
    {
        await time.SetAsync(cancellationToken);
        if (time.Ahead != TimeSpan.Zero)
        {
            LogSkew(Math.Abs(time.Ahead.TotalSeconds), time.Ahead > TimeSpan.Zero ? "ahead of" : "behind");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "This machine's clock is {Seconds:0.0} s {Direction} the database's, which the silo uses: synchronize both by NTP")]
    private partial void LogSkew(double seconds, string direction);

    [LoggerMessage(Level = LogLevel.Error, Message = "The database at {Database} also serves the cluster '{Other}': give it one cluster only, this is '{Own}'")]
    private partial void LogOtherCluster(string database, string other, string own);
}
