using Thresher.Storage.Rows;

namespace Thresher.Storage;

/// <summary>The right to serve one domain: acquired under a new epoch, and ended by the owner itself.</summary>
public interface IDomainLeases
{
    /// <summary>
    /// Makes <paramref name="owner"/> the owner of the domain under a new epoch, unless another owner holds it whose
    /// lease has not run out, and queues again what the previous owner had leased. A URL lost that way counts a crash;
    /// one that was marked as being parsed counts a strike, and three strikes quarantine it.
    /// </summary>
    /// <returns>The lease; <see cref="DomainLease.None"/> when another holds the domain.</returns>
    Task<DomainLease> AcquireAsync(
        string domain, string owner, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>
    /// Ends the ownership unless something could be leased now, and sets when the domain is to be woken next.
    /// </summary>
    /// <returns>False when there is something to lease (the ownership goes on).</returns>
    Task<bool> ReleaseAsync(long domainId, long epoch, CancellationToken cancellationToken);

    /// <summary>Ends the ownership whatever is left; leased URLs are queued again.</summary>
    /// <param name="domainId">The domain.</param>
    /// <param name="epoch">The epoch under which it is held; another's ownership is left alone.</param>
    /// <param name="wakeAt">When the domain is due again, Unix milliseconds.</param>
    /// <param name="quietFor">How long the domain was certainly sent no request; not negative.</param>
    /// <param name="cancellationToken">Ends the wait, not the write.</param>
    Task AbandonAsync(long domainId, long epoch, long wakeAt, TimeSpan quietFor, CancellationToken cancellationToken);
}
