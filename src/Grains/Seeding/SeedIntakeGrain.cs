using Orleans.Concurrency;
using Thresher.Grains.Contracts;
using Thresher.Grains.Crawls;
using Thresher.Storage;
using Thresher.Storage.Rows;

namespace Thresher.Grains.Seeding;

/// <summary>Exposes <see cref="Seeder"/> as a grain.</summary>
[StatelessWorker, GrainType("thresher.seed-intake")]
public sealed class SeedIntakeGrain(ICrawlStore store, CrawlDirectory directory) : Grain, ISeedIntakeGrain
{
    private static readonly TimeSpan FeedLifetime = TimeSpan.FromMinutes(1);
    private readonly Seeder _seeder = new(store.Frontier);

    /// <inheritdoc/>
    public async Task<SeedVerdict[]?> SeedAsync(string crawl, string producer, string[] lines)
    {
        if (await FindAsync(crawl) is not { } active)
        {
            return null;
        }

        await store.Catalog.KeepProducerAsync(active.Record.Id, producer, FeedLifetime, CancellationToken.None);
        return await _seeder.SeedAsync(active, lines, CancellationToken.None);
    }

    /// <inheritdoc/>
    public async Task MarkAsync(string crawl, string source, SeedMark? mark)
    {
        if (await FindAsync(crawl) is { } active)
        {
            await store.Catalog.SetSeedMarkAsync(active.Record.Id, source, mark, CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    public async Task EndAsync(string crawl, string producer)
    {
        if (await FindAsync(crawl) is not { } active)
        {
            return;
        }

        await store.Catalog.EndProducerAsync(active.Record.Id, producer, CancellationToken.None);
        await directory.RefreshAsync(CancellationToken.None);
        await GrainFactory.GetGrain<ICrawlGrain>(crawl).CheckCompletion();
    }

    private async Task<ActiveCrawl?> FindAsync(string crawl)
    {
        if (directory.Find(crawl) is null)
        {
            await directory.RefreshAsync(CancellationToken.None);
        }

        return directory.Find(crawl);
    }
}
