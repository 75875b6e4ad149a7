using Thresher.Grains.Hosting;
using Thresher.Storage;

namespace Thresher.Silo.Database;

/// <summary>
/// Has members that are gone known as dead before this silo joins. Where silos live they do so themselves, see
/// <see cref="FailureDetector"/>; but when all were killed nobody is left, and Orleans lets a silo join only once it has
/// reached every member or the member's last sign of life has grown old, which takes half a minute.
/// </summary>
internal sealed partial class DeadMemberCleanup(ClusterDatabase database, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>One that beats and cannot be reached is Orleans' affair.</summary>
    private static readonly TimeSpan LongestDoubt = ThresherClusterExtensions.Trust + TimeSpan.FromSeconds(2);

    private readonly DeadMembers _members = new(database, time);

    /// <summary>Returns when no member is in doubt any more.</summary>
    /// <exception cref="StoreException">The database is away.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var began = time.GetTimestamp(); ; await Task.Delay(Pause, time, cancellationToken))
        {
            var absent = await _members.AbsentAsync(TimeSpan.MinValue, cancellationToken);
            var dead = absent.Where(DeadMembers.IsDead).ToList();
            if (dead.Count > 0)
            {
                await database.DeclareDeadAsync(dead, cancellationToken);
                LogDead(string.Join(", ", dead));
            }

            if (absent.Count == dead.Count || time.GetElapsedTime(began) > LongestDoubt)
            {
                return;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Members that are gone are known as dead now: {Silos}")]
    private partial void LogDead(string silos);
}
