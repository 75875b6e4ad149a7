using Thresher.Jobs.Scope;

namespace Thresher.Storage;

/// <summary>What enters a crawl from outside: seeds, sitemaps, and what they add to the crawl's scope.</summary>
public interface IUrlIntake
{
    /// <summary>
    /// Accepts seeds into a crawl, and with them what they add to its scope. Those already known are left as they are.
    /// A complete crawl runs again with the first new one; a stopped crawl stays so.
    /// </summary>
    /// <returns>For each URL in turn, whether it is new.</returns>
    Task<IReadOnlyList<bool>> AcceptAsync(
        long crawlId, IReadOnlyList<NewUrl> urls, IReadOnlyCollection<string> scopeKeys, CancellationToken cancellationToken);

    /// <summary>Takes keys out of the crawl's scope again; what was accepted through them stays as it is.</summary>
    Task RemoveScopeAsync(long crawlId, IReadOnlyCollection<string> scopeKeys, CancellationToken cancellationToken);

    /// <summary>Which of these keys the crawl's seeds have put into its scope.</summary>
    Task<IReadOnlyList<bool>> InScopeAsync(
        long crawlId, IReadOnlyList<string> scopeKeys, CancellationToken cancellationToken);
}
