using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Thresher.Hosting;
using Thresher.Storage;

namespace Thresher.Frontier;

/// <summary>Beats the silo's heart in a cluster: has its ownership confirmed, beside everything else that may take long.</summary>
internal sealed partial class OwnershipHeartbeat(
    IOwnerFence fence, OwnershipClock clock, FetchSlots slots, ThresherOptions options, TimeProvider time, ILogger<OwnershipHeartbeat> logger)
    : BackgroundService
{
    /// <summary>The next beat after one that failed.</summary>
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(250);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!slots.Draining.IsCancellationRequested && !stoppingToken.IsCancellationRequested)
        {
            var pause = options.Heartbeat;
            try
            {
                var asked = time.GetTimestamp();
                if (!await fence.ConfirmAsync(options.Owner, options.DomainLease, stoppingToken))
                {
                    clock.Revoke();
                    LogRevoked(options.Owner);
                    return;
                }

                clock.Confirmed(asked);
            }
            catch (StoreException)
            {
                // The sweep says that the store is away.
                pause = Retry;
            }

            await Task.Delay(pause, time, stoppingToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cluster took {Owner} for dead and gave its domains to others: it fetches nothing more")]
    private partial void LogRevoked(string owner);
}
