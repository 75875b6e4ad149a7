using Thresher.Storage;
using Thresher.Storage.Shapes;

namespace Thresher.BrokenCrawler;

/// <summary>A sound store with one broken role, or none.</summary>
internal sealed class BrokenStore(ICrawlStore sound) : ICrawlStore
{
    public ICrawlCatalog Catalog => sound.Catalog;

    public IUrlIntake Intake => sound.Intake;

    public IUrlQueue Queue { get; init; } = sound.Queue;

    public IDomainLeases Leases { get; init; } = sound.Leases;

    public IDomainOwners Owners => sound.Owners;

    public IUrlTransitions Transitions => sound.Transitions;

    public IUrlDepths Depths => sound.Depths;

    public ICookies Cookies => sound.Cookies;

    public IRenderShapes Shapes => sound.Shapes;

    public IStoredPages Pages => sound.Pages;

    public ICrawlReader Reader => sound.Reader;

    public IChangeFeed Feed => sound.Feed;

    public IStoreUpgrade Upgrade => sound.Upgrade;

    public Task InitializeAsync(CancellationToken cancellationToken) => sound.InitializeAsync(cancellationToken);

    public ValueTask DisposeAsync() => sound.DisposeAsync();
}
