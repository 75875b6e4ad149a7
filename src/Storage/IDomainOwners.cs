namespace Thresher.Storage;

/// <summary>All domains at once: which are due, and what one owner holds.</summary>
public interface IDomainOwners
{
    /// <summary>Domains with pending URLs whose time has come and that no live owner holds, longest due first.</summary>
    Task<IReadOnlyList<string>> DueDomainsAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Domains with pending URLs that the owner holds, in no order.</summary>
    Task<IReadOnlyList<string>> OwnedDomainsAsync(string owner, CancellationToken cancellationToken);

    /// <summary>
    /// Frees a domain that the owner holds and has nobody to serve; what was leased is queued again. Changes nothing when
    /// the owner does not hold it.
    /// </summary>
    Task DisownAsync(string owner, string domain, CancellationToken cancellationToken);

    /// <summary>Prolongs everything the owner holds.</summary>
    Task RenewAsync(string owner, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>
    /// Ends everything the owner holds; its domains are due, those that were sent no request for longest first.
    /// <paramref name="graceful"/> says that it stopped by itself: its leased URLs are queued again without a crash being
    /// counted. Without it they are recovered when the domain is acquired.
    /// </summary>
    /// <param name="owner">The owner.</param>
    /// <param name="graceful">Whether it stopped by itself.</param>
    /// <param name="quietFor">How long it has certainly sent a domain, named by its key, no request; not negative.</param>
    /// <param name="cancellationToken">Ends the wait, not the write.</param>
    Task ReleaseOwnerAsync(string owner, bool graceful, Func<string, TimeSpan> quietFor, CancellationToken cancellationToken);
}
