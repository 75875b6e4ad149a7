using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Thresher.Grains.Configuration;
using Thresher.Storage;

namespace Thresher.Grains.Ownership;

/// <summary>
/// Ends the ownership of silos that the cluster has declared dead, so that the sweep finds their domains at once
/// instead of when their leases expire. At once means: when such a silo, which may still be running, can no longer assume
/// its ownership. Every survivor does this; repetitions change nothing.
/// </summary>
internal sealed partial class DeadOwnerRelease(
    IClusterMembershipService membership, IDomainOwners owners, IOwnerFence fence, ThresherOptions options, TimeProvider time, ILogger<DeadOwnerRelease> logger) : BackgroundService
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly HashSet<SiloAddress> _released = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var level = LogLevel.Debug;
        await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(stoppingToken))
        {
            var dead = snapshot.Members.Values
                .Where(member => member.Status == SiloStatus.Dead)
                .Select(member => member.SiloAddress)
                .ToHashSet();
            _released.IntersectWith(dead);
            foreach (var silo in dead.Where(_released.Add))
            {
                // Independently: the next dead silo must not wait for this one.
                _ = ReleaseAsync(silo, level, stoppingToken);
            }

            // Members that are dead in the first snapshot died before this silo joined: that is no news.
            level = LogLevel.Information;
        }
    }

    private async Task ReleaseAsync(SiloAddress silo, LogLevel level, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var left = await fence.RevokeAsync(SiloOwner.Of(silo), cancellationToken);
                var asked = time.GetTimestamp();
                var silent = options.DomainLease - left - options.OwnershipTrust;
                if (silent < TimeSpan.Zero)
                {
                    await Task.Delay(-silent, time, cancellationToken);
                }

                await owners.ReleaseOwnerAsync(
                    SiloOwner.Of(silo), graceful: false, _ => silent + time.GetElapsedTime(asked), cancellationToken);
                LogReleased(level, SiloOwner.Of(silo));
                return;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                LogNotReleased(SiloOwner.Of(silo), failure.Message);
                await Task.Delay(Retry, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(Message = "Silo {Silo} is dead; its domains are free")]
    private partial void LogReleased(LogLevel level, string silo);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The domains of dead silo {Silo} could not be freed yet: {Reason}")]
    private partial void LogNotReleased(string silo, string reason);
}
