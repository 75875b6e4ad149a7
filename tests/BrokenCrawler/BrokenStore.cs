using Thresher.Storage;

namespace Thresher.BrokenCrawler;

/// <summary>A sound store with a broken frontier.</summary>
internal sealed class BrokenStore(ICrawlStore sound, IFrontierStore frontier) : ICrawlStore
{
    public ICrawlCatalog Catalog => sound.Catalog;

    public IFrontierStore Frontier => frontier;

    public ICrawlReader Reader => sound.Reader;

    public IChangeFeed Feed => sound.Feed;

    public Task InitializeAsync(CancellationToken cancellationToken) => sound.InitializeAsync(cancellationToken);

    public ValueTask DisposeAsync() => sound.DisposeAsync();
}
