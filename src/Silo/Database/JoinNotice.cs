using Thresher.Storage;

namespace Thresher.Silo.Database;

/// <summary>
/// Says that a silo waits for its database while it joins. Orleans then tries again by itself, for up to five minutes, and
/// keeps silent; what else reports an absent database is not running yet.
/// </summary>
internal sealed partial class JoinNotice(
    ClusterDatabase database, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<JoinNotice> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var joining = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStarted);
        try
        {
            while (true)
            {
                await Task.Delay(Interval, time, joining.Token);
                await AskAsync(joining.Token);
            }
        }
        catch (OperationCanceledException) when (joining.IsCancellationRequested)
        {
            // It has joined, or it never will.
        }
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            await database.ClockAsync(cancellationToken);
        }
        catch (StoreException failure)
        {
            LogWaiting(failure.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Waiting for the database, to join the cluster: {Reason}")]
    private partial void LogWaiting(string reason);
}
