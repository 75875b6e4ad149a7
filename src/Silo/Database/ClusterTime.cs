using Thresher.Storage;

namespace Thresher.Silo.Database;

/// <summary>
/// This machine's clock, corrected by the database's where the two differ, so that silos agree on when a host may be
/// asked again and a retry is due. Durations are measured by the monotonic clock, which this leaves alone.
/// </summary>
internal sealed class ClusterTime(ClusterDatabase database) : TimeProvider
{
    private long _ahead;

    /// <summary>How far the machine's clock is ahead of the database's (negative: behind); zero within the tolerance.</summary>
    public TimeSpan Ahead => TimeSpan.FromTicks(Interlocked.Read(ref _ahead));

    /// <summary>The database's time, as far as known.</summary>
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - Ahead;

    /// <summary>Compares the clocks and follows the database's from now on.</summary>
    /// <exception cref="StoreException">The database is unavailable.</exception>
    public async Task SetAsync(CancellationToken cancellationToken)
    {
        var asked = base.GetUtcNow();
        var theirs = await database.ClockAsync(cancellationToken);
        var skew = ClockSkew.Between(asked, theirs, base.GetUtcNow()) ?? TimeSpan.Zero;
        Interlocked.Exchange(ref _ahead, skew.Ticks);
    }
}
