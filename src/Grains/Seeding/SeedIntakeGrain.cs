using Orleans.Concurrency;
using Thresher.Grains.Contracts;
using Thresher.Grains.Crawls;
using Thresher.Grains.Ownership;
using Thresher.Storage;
using Thresher.Storage.Rows;

namespace Thresher.Grains.Seeding;

/// <summary>Exposes <see cref="Seeder"/> as a grain.</summary>
[StatelessWorker, GrainType("thresher.seed-intake")]
public sealed class SeedIntakeGrain(ICrawlStore store, CrawlDirectory directory, WakeHints hints) : Grain, ISeedIntakeGrain
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
        var verdicts = await _seeder.SeedAsync(active, lines, CancellationToken.None);
        var added = lines.Where((_, i) => verdicts[i] == SeedVerdict.Added).Select(Seeder.DomainOf).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        if (added.Count > 0)
        {
            // A complete crawl runs again with its first new URL: those who serve it are to know before they look.
            if (!active.IsRunning)
            {
                await directory.RefreshAsync(CancellationToken.None);
            }

            hints.Seeded(added);
        }

        return verdicts;
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
