using Thresher.Storage;

namespace Thresher.Silo.Database;

/// <summary>
/// Declares members that are gone dead before this silo joins. Live silos do this themselves, see
/// <see cref="FailureDetector"/>; but when all were killed none is left, and Orleans lets a silo join only once it has
/// reached every member or the member's last sign of life is old, which takes half a minute.
/// </summary>
internal sealed partial class DeadMemberCleanup(ClusterDatabase database, TimeSpan trust, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>A member with a heartbeat that cannot be reached is left to Orleans.</summary>
    private readonly TimeSpan _longestDoubt = trust + TimeSpan.FromSeconds(2);

    private readonly DeadMembers _members = new(database, trust, time);

    /// <summary>Returns when no member is in doubt.</summary>
    /// <exception cref="StoreException">The database is unavailable.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var table = await database.MembershipAsync(cancellationToken);
        for (var began = time.GetTimestamp(); ; await Task.Delay(Pause, time, cancellationToken))
        {
            var members = await database.AskAsync(() => table.ReadAllAsync(cancellationToken));
            var absent = await _members.AbsentAsync(
                members.Members.Where(row => row.Item1.Status == SiloStatus.Active).Select(row => row.Item1.SiloAddress), TimeSpan.MinValue, cancellationToken);
            var dead = absent.Where(_members.IsDead).ToList();
            var declared = dead.Count > 0 && await database.DeclareDeadAsync(table, members, dead[0].Silo, cancellationToken);
            if (declared)
            {
                LogDead(dead[0]);
            }

            if (absent.Count == (declared ? 1 : 0) || (!declared && time.GetElapsedTime(began) > _longestDoubt))
            {
                return;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Member {Silo} is gone and is declared dead")]
    private partial void LogDead(SiloMember silo);
}
