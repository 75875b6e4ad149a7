namespace Thresher.Storage;

/// <summary>
/// What keeps two silos from serving one domain at the same time, on an engine that several silos share: an owner's
/// right, which it must have confirmed again and again, and which others can take away for good.
/// </summary>
public interface IOwnerFence
{
    /// <summary>Prolongs everything the owner holds, unless it was revoked.</summary>
    /// <returns>False when the owner was revoked: it must serve nothing any more.</returns>
    /// <exception cref="StoreException">Whether it still holds is not known.</exception>
    Task<bool> ConfirmAsync(string owner, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Revokes an owner: from now on it neither confirms nor acquires. What it holds stays its own until released.</summary>
    /// <returns>What was left of its lease, negative when that had run out; the same however often it is revoked.</returns>
    /// <exception cref="StoreException">It may or may not be revoked; repeat.</exception>
    Task<TimeSpan> RevokeAsync(string owner, CancellationToken cancellationToken);
}
