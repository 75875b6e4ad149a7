using Thresher.Grains.Configuration;
using Thresher.Storage;

namespace Thresher.Silo.Database;

/// <summary>
/// Removes a member from the cluster as soon as it is certainly gone, see <see cref="DeadMembers"/>: two seconds after a
/// kill instead of the four to six that probes and votes take. Frozen and unreachable members are left to those.
/// </summary>
internal sealed partial class FailureDetector(
    ClusterDatabase database, IClusterMembershipService membership, ThresherOptions options, TimeProvider time, ILogger<FailureDetector> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly DeadMembers _members = new(database, options.OwnershipTrust, time);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (; ; await Task.Delay(Interval, time, stoppingToken))
        {
            try
            {
                var active = membership.CurrentSnapshot.Members.Values.Where(member => member.Status == SiloStatus.Active).Select(member => member.SiloAddress);
                foreach (var member in await _members.AbsentAsync(active, options.OwnershipTrust, stoppingToken))
                {
                    if (await membership.TryKill(member.Silo))
                    {
                        LogDead(member);
                    }
                }
            }
            catch (Exception failure) when (failure is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                // Of a store that is away the sweep tells. Orleans notices the death, if later.
                LogNotWatched(failure is StoreException ? LogLevel.Debug : LogLevel.Warning, failure.Message);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Silo {Silo} is gone: it neither beats nor takes connections")]
    private partial void LogDead(SiloMember silo);

    [LoggerMessage(Message = "Whether a silo is gone could not be told and is tried again: {Reason}")]
    private partial void LogNotWatched(LogLevel level, string reason);
}
