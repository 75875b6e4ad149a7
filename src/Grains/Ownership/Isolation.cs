using Thresher.Grains.Configuration;

namespace Thresher.Grains.Ownership;

/// <summary>
/// Ends a silo that alone cannot reach the database. While it lives, no silo serves its domains: their grains are here and
/// do nothing without the database. That others reach the database follows from their waking domains that this silo no
/// longer owns. Where the database is unavailable to all, no silo wakes anything, and the silo waits.
/// </summary>
public sealed class Isolation(OwnershipClock clock, IFatalErrorHandler fatal, ThresherOptions options, TimeProvider time)
{
    /// <summary>How long the silo keeps trying once others reach the database: it may merely be the last to reconnect.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private long _wokenAt;
    private int _ended;

    /// <summary>Records that a domain was woken here. The silo's own sweep wakes none while it does not reach the database.</summary>
    public void Woken()
    {
        if (clock.SinceConfirmed < options.DomainLease)
        {
            Interlocked.Exchange(ref _wokenAt, 0);
            return;
        }

        var now = time.GetTimestamp();
        var since = Interlocked.CompareExchange(ref _wokenAt, now, 0);
        if (since != 0 && time.GetElapsedTime(since, now) >= Grace && Interlocked.Exchange(ref _ended, 1) == 0)
        {
            fatal.OnFatalException(this, $"it has not reached the database for {clock.SinceConfirmed.TotalSeconds:0} s, and others reach it");
        }
    }
}
