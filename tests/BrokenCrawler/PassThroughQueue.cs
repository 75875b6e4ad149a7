using Thresher.Storage;
using Thresher.Storage.Rows;

namespace Thresher.BrokenCrawler;

/// <summary>The sound queue, for its breakers to override what they break.</summary>
internal abstract class PassThroughQueue(IUrlQueue sound) : IUrlQueue
{
    protected IUrlQueue Sound => sound;

    public abstract Task<IReadOnlyList<CompletionResult>> CompleteAsync(
        IReadOnlyList<UrlCompletion> completions, CancellationToken cancellationToken);

    public Task<IReadOnlyList<LeasedUrl>> LeaseAsync(long domainId, long epoch, int max, CancellationToken cancellationToken) =>
        sound.LeaseAsync(domainId, epoch, max, cancellationToken);

    public Task ReturnAsync(long domainId, long epoch, IReadOnlyList<long> urlIds, CancellationToken cancellationToken) =>
        sound.ReturnAsync(domainId, epoch, urlIds, cancellationToken);

    public Task<int> GiveUpAsync(long domainId, long epoch, int max, CancellationToken cancellationToken) =>
        sound.GiveUpAsync(domainId, epoch, max, cancellationToken);

    public Task<bool> MarkParsingAsync(long urlId, long epoch, CancellationToken cancellationToken) =>
        sound.MarkParsingAsync(urlId, epoch, cancellationToken);
}
