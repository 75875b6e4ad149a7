using System.Collections.Concurrent;
using Thresher.Storage;
using Thresher.Storage.Rows;

namespace Thresher.BrokenCrawler;

/// <summary>
/// A process that starts takes every domain for one that was never asked: together with grain state in memory, all that
/// a crawler knows of its delays dies with it.
/// </summary>
internal sealed class ForgetfulLeases(IDomainLeases sound) : IDomainLeases
{
    private readonly ConcurrentDictionary<string, bool> _met = new();

    public async Task<DomainLease> AcquireAsync(string domain, string owner, TimeSpan lease, CancellationToken cancellationToken)
    {
        var acquired = await sound.AcquireAsync(domain, owner, lease, cancellationToken);
        return _met.TryAdd(domain, true) ? acquired with { QuietFor = TimeSpan.MaxValue } : acquired;
    }

    public Task<bool> ReleaseAsync(long domainId, long epoch, CancellationToken cancellationToken) =>
        sound.ReleaseAsync(domainId, epoch, cancellationToken);

    public Task AbandonAsync(long domainId, long epoch, long wakeAt, TimeSpan quietFor, CancellationToken cancellationToken) =>
        sound.AbandonAsync(domainId, epoch, wakeAt, quietFor, cancellationToken);
}
