using Thresher.Grains.Configuration;

namespace Thresher.Grains.Ownership;

/// <summary>
/// The silo's right to send requests. In a cluster it lasts a short while from each confirmation of the store, by a
/// monotonic clock: a silo that was frozen or cut off stops sending by itself, before its domains are given to others,
/// and a revoked one never sends again. An embedded silo has no rival and always has the right.
/// </summary>
public sealed class OwnershipClock(ThresherOptions options, TimeProvider time)
{
    private readonly bool _isShared = options.OwnershipTrust != Timeout.InfiniteTimeSpan;
    private long _confirmedAt = long.MinValue;
    private volatile bool _revoked;

    /// <summary>Whether a request may be sent now.</summary>
    public bool Holds => !_isShared || (!_revoked && Interlocked.Read(ref _confirmedAt) != long.MinValue && SinceConfirmed < options.OwnershipTrust);

    /// <summary>Since the last confirmation; zero before the first, and always in an embedded silo.</summary>
    public TimeSpan SinceConfirmed =>
        Interlocked.Read(ref _confirmedAt) is var at && at != long.MinValue ? time.GetElapsedTime(at) : TimeSpan.Zero;

    /// <summary>How long a confirmation lasts; null for an embedded silo, which needs none.</summary>
    public TimeSpan? Trust => _isShared ? options.OwnershipTrust : null;

    /// <summary>Whether the right is lost for good.</summary>
    public bool IsRevoked => _revoked;

    /// <summary>Records that the store has confirmed the owner.</summary>
    /// <param name="askedAt">Timestamp from before the request.</param>
    public void Confirmed(long askedAt) => Interlocked.Exchange(ref _confirmedAt, askedAt);

    /// <summary>Records that the owner was revoked.</summary>
    public void Revoke() => _revoked = true;
}
