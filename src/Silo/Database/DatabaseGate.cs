using Thresher.Grains.Configuration;
using Thresher.Storage;

namespace Thresher.Silo.Database;

/// <summary>
/// Delays a silo's start until its database is available, has the right schema, belongs to no other cluster, and no dead
/// member prevents joining.
/// </summary>
internal sealed partial class DatabaseGate(
    ClusterConnection cluster, ClusterDatabase database, TimeSpan trust, ICrawlStore store, ClusterTime time, ILogger<DatabaseGate> logger)
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(3);

    /// <summary>Returns when the store is ready.</summary>
    /// <exception cref="StoreException">Waiting would not help: wrong password, wrong schema, another cluster's database.</exception>
    public async Task PassAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await store.InitializeAsync(cancellationToken);
                if (await database.LiveOthersAsync(cancellationToken) is [var other, ..])
                {
                    throw new StoreException(
                        $"the database at {cluster.Database} serves the cluster '{other}', not '{cluster.ClusterId}': "
                        + "give this silo the same --cluster-id, or a database of its own");
                }

                await time.SetAsync(cancellationToken);
                await new DeadMemberCleanup(database, trust, time, logger).RunAsync(cancellationToken);
                return;
            }
            catch (Exception failure) when (DatabaseFailure.Of(failure, cluster) is { } told)
            {
                if (!told.IsTransient)
                {
                    throw told;
                }

                LogWaiting(told.Message, (int)Retry.TotalSeconds);
            }

            await Task.Delay(Retry, time, cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Waiting for the database: {Reason}; trying again in {Seconds} s")]
    private partial void LogWaiting(string reason, int seconds);
}
