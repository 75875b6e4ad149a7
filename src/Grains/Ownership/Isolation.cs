using Thresher.Grains.Configuration;

namespace Thresher.Grains.Ownership;

/// <summary>
/// Ends a silo that alone has lost its database. While it lives its domains are served by nobody: their grains are here,
/// and without the database they do nothing. That others reach the database is known from their waking domains which the
/// silo no longer owns. Where the database is away for all, nobody wakes anything, and the silo waits.
/// </summary>
public sealed class Isolation(OwnershipClock clock, IFatalErrorHandler fatal, ThresherOptions options, TimeProvider time)
{
    /// <summary>How long the silo tries on once others reach the database: it may merely be the last to find it again.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private long _wokenAt;
    private int _ended;

    /// <summary>A domain was woken here. The silo's own sweep wakes none while it does not reach the database.</summary>
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
            fatal.OnFatalException(this, $"the database has been out of its reach for {clock.SinceConfirmed.TotalSeconds:0} s, and others reach it");
        }
    }
}
