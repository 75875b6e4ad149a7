namespace Thresher.Storage.Rows;

/// <summary>The right to serve one domain's URLs, until another owner acquires it.</summary>
/// <param name="DomainId">The domain's number.</param>
/// <param name="Epoch">Goes up by one with each acquisition; every leased row carries it.</param>
/// <param name="Recovered">URLs that a dead owner had leased and that are queued again.</param>
/// <param name="QuietFor">How long no owner has certainly sent the host a request; many years when none ever did.</param>
public readonly record struct DomainLease(long DomainId, long Epoch, int Recovered, TimeSpan QuietFor)
{
    /// <summary>No lease: another owner has the domain. No epoch is zero.</summary>
    public static readonly DomainLease None;

    /// <summary>Whether it is one.</summary>
    public bool IsHeld => Epoch > 0;
}
