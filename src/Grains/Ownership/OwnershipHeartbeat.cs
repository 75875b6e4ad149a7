using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Thresher.Grains.Configuration;
using Thresher.Storage;

namespace Thresher.Grains.Ownership;

/// <summary>
/// Beats the silo's heart in a cluster: has its ownership confirmed, beside everything else that may take long. No beat
/// waits longer than the silo may go without one, and none that fails is the last. A silo that was revoked ends: alive, it
/// would stay the place of grains that may serve nothing.
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
    /// <summary>The next beat after one that failed.</summary>
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
                    fatal.OnFatalException(this, $"the cluster took {options.Owner} for dead and gave its domains to others");
                    return;
                }

                clock.Confirmed(asked);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                // Of a store that is away the sweep tells.
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

        // Also when the store does not heed the token: a dead connection may take its time to say so.
        return await fence.ConfirmAsync(options.Owner, options.DomainLease, either.Token).WaitAsync(either.Token);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cluster took {Owner} for dead and gave its domains to others: it fetches nothing more")]
    private partial void LogRevoked(string owner);

    [LoggerMessage(Message = "The ownership could not be confirmed and is tried again: {Reason}")]
    private partial void LogMissed(LogLevel level, string reason);
}
