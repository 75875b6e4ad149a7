using Thresher.Jobs.Outcomes;
using Thresher.Jobs.Scope;
using Thresher.Storage;
using Thresher.Storage.Rows;

namespace Thresher.BrokenCrawler;

/// <summary>The sound frontier, for its breakers to override what they break.</summary>
internal abstract class PassThroughFrontier(IFrontierStore sound) : IFrontierStore, IOwnerFence, IOwnerShares
{
    protected IFrontierStore Sound => sound;

    /// <summary>Only in a cluster, whose engine has one.</summary>
    private IOwnerFence Fence => (IOwnerFence)sound;

    public virtual Task<IReadOnlyList<CompletionResult>> CompleteAsync(
        IReadOnlyList<UrlCompletion> completions, CancellationToken cancellationToken) =>
        sound.CompleteAsync(completions, cancellationToken);

    public Task<bool> ConfirmAsync(string owner, TimeSpan lease, CancellationToken cancellationToken) =>
        Fence.ConfirmAsync(owner, lease, cancellationToken);

    public Task<TimeSpan> RevokeAsync(string owner, CancellationToken cancellationToken) => Fence.RevokeAsync(owner, cancellationToken);

    public Task<IReadOnlyDictionary<string, int>> SharesAsync(CancellationToken cancellationToken) =>
        ((IOwnerShares)sound).SharesAsync(cancellationToken);

    public Task<IReadOnlyList<bool>> AcceptAsync(
        long crawlId, IReadOnlyList<NewUrl> urls, IReadOnlyCollection<string> scopeKeys, CancellationToken cancellationToken) =>
        sound.AcceptAsync(crawlId, urls, scopeKeys, cancellationToken);

    public Task<IReadOnlyList<bool>> InScopeAsync(long crawlId, IReadOnlyList<string> scopeKeys, CancellationToken cancellationToken) =>
        sound.InScopeAsync(crawlId, scopeKeys, cancellationToken);

    public virtual Task<DomainLease> AcquireAsync(string domain, string owner, TimeSpan lease, CancellationToken cancellationToken) =>
        sound.AcquireAsync(domain, owner, lease, cancellationToken);

    public Task<IReadOnlyList<LeasedUrl>> LeaseAsync(long domainId, long epoch, int max, CancellationToken cancellationToken) =>
        sound.LeaseAsync(domainId, epoch, max, cancellationToken);

    public Task ReturnAsync(long domainId, long epoch, IReadOnlyList<long> urlIds, CancellationToken cancellationToken) =>
        sound.ReturnAsync(domainId, epoch, urlIds, cancellationToken);

    public Task<bool> ReleaseAsync(long domainId, long epoch, CancellationToken cancellationToken) =>
        sound.ReleaseAsync(domainId, epoch, cancellationToken);

    public Task AbandonAsync(long domainId, long epoch, long wakeAt, TimeSpan quietFor, CancellationToken cancellationToken) =>
        sound.AbandonAsync(domainId, epoch, wakeAt, quietFor, cancellationToken);

    public Task<int> GiveUpAsync(long domainId, long epoch, int max, CancellationToken cancellationToken) =>
        sound.GiveUpAsync(domainId, epoch, max, cancellationToken);

    public Task<bool> MarkParsingAsync(long urlId, long epoch, CancellationToken cancellationToken) =>
        sound.MarkParsingAsync(urlId, epoch, cancellationToken);

    public Task<IReadOnlyList<string>> DueDomainsAsync(int limit, CancellationToken cancellationToken) =>
        sound.DueDomainsAsync(limit, cancellationToken);

    public Task<IReadOnlyList<string>> OwnedDomainsAsync(string owner, CancellationToken cancellationToken) =>
        sound.OwnedDomainsAsync(owner, cancellationToken);

    public Task DisownAsync(string owner, string domain, CancellationToken cancellationToken) =>
        sound.DisownAsync(owner, domain, cancellationToken);

    public Task RenewAsync(string owner, TimeSpan lease, CancellationToken cancellationToken) =>
        sound.RenewAsync(owner, lease, cancellationToken);

    public Task ReleaseOwnerAsync(string owner, bool graceful, Func<string, TimeSpan> quietFor, CancellationToken cancellationToken) =>
        sound.ReleaseOwnerAsync(owner, graceful, quietFor, cancellationToken);

    public Task<long> RequeueAsync(long crawlId, FetchOutcome? outcome, CancellationToken cancellationToken) =>
        sound.RequeueAsync(crawlId, outcome, cancellationToken);

    public Task<int> ExcludePendingAsync(long crawlId, FetchOutcome outcome, int max, CancellationToken cancellationToken) =>
        sound.ExcludePendingAsync(crawlId, outcome, max, cancellationToken);

    public Task<int> ExcludeHostsAtLimitAsync(long crawlId, long pagesPerHost, int max, CancellationToken cancellationToken) =>
        sound.ExcludeHostsAtLimitAsync(crawlId, pagesPerHost, max, cancellationToken);

    public Task<long?> RefreshSomeAsync(long crawlId, long after, int max, CancellationToken cancellationToken) =>
        sound.RefreshSomeAsync(crawlId, after, max, cancellationToken);

    public Task<long> ReadmitAsync(long crawlId, FetchOutcome outcome, CancellationToken cancellationToken) =>
        sound.ReadmitAsync(crawlId, outcome, cancellationToken);
}
