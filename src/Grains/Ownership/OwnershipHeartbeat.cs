using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Thresher.Grains.Configuration;
using Thresher.Storage;

namespace Thresher.Grains.Ownership;

/// <summary>
/// Sends the silo's heartbeat in a cluster: has its ownership confirmed, independently of all work that may take long. No
/// heartbeat waits longer than the silo may go without one, and a failed one is repeated. A silo that was revoked ends:
/// alive, it would keep grains that must not serve anything.
/// </summary>
internal sealed partial class OwnershipHeartbeat(
    IOwnerFence fence,
    OwnershipClock clock,
    FetchSlots slots,
    IFatalErrorHandler fatal,
    ThresherOptions options,
    TimeProvider time,
    ILogger<OwnershipHeartbeat> logger)
    : BackgroundService
{
    /// <summary>Pause after a failed heartbeat.</summary>
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(250);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!slots.Draining.IsCancellationRequested && !stoppingToken.IsCancellationRequested)
        {
            var pause = options.Heartbeat;
            var asked = time.GetTimestamp();
            try
            {
                if (!await BeatAsync(stoppingToken))
                {
                    clock.Revoke();
                    LogRevoked(options.Owner);
                    fatal.OnFatalException(this, $"the cluster declared {options.Owner} dead and gave its domains to others");
                    return;
                }

                clock.Confirmed(asked);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                // The sweep reports an unavailable store.
                LogMissed(failure is StoreException ? LogLevel.Debug : LogLevel.Warning, failure.Message);
                pause = Retry;
            }

            await Task.Delay(pause, time, stoppingToken);
        }
    }

    private async Task<bool> BeatAsync(CancellationToken stoppingToken)
    {
        using var limit = new CancellationTokenSource(options.OwnershipTrust - options.Heartbeat, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stoppingToken);

        // Also when the store does not observe the token: a dead connection may take long to report it.
        return await fence.ConfirmAsync(options.Owner, options.DomainLease, either.Token).WaitAsync(either.Token);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cluster declared {Owner} dead and gave its domains to others: it sends no more requests")]
    private partial void LogRevoked(string owner);

    [LoggerMessage(Message = "The ownership could not be confirmed and will be tried again: {Reason}")]
    private partial void LogMissed(LogLevel level, string reason);
}
