using Orleans.Concurrency;
using Thresher.Grains.Contracts;
using Thresher.Grains.Crawls;
using Thresher.Grains.Ownership;
using Thresher.Storage;
using Thresher.Storage.Rows;

namespace Thresher.Grains.Seeding;

/// <summary>Exposes <see cref="Seeder"/> as a grain.</summary>
[StatelessWorker, GrainType("thresher.seed-intake")]
public sealed class SeedIntakeGrain(ICrawlCatalog catalog, IUrlIntake intake, CrawlDirectory directory, WakeHints hints) : Grain, ISeedIntakeGrain
{
    private static readonly TimeSpan FeedLifetime = TimeSpan.FromMinutes(1);
    private readonly Seeder _seeder = new(intake);

    /// <inheritdoc/>
    public async Task<SeedVerdict[]?> SeedAsync(string crawl, string producer, string[] lines, CancellationToken cancellationToken)
    {
        if (await FindAsync(crawl, cancellationToken) is not { } active)
        {
            return null;
        }

        await catalog.KeepProducerAsync(active.Record.Id, producer, FeedLifetime, cancellationToken);
        var verdicts = await _seeder.SeedAsync(active, lines, cancellationToken);
        var added = lines.Where((_, i) => verdicts[i] == SeedVerdict.Added).Select(Seeder.DomainOf).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        if (added.Count > 0)
        {
            // A complete crawl runs again with its first new URL: those who serve it are to know before they look.
            if (!active.IsRunning)
            {
                await directory.RefreshAsync(cancellationToken);
            }

            hints.Seeded(active.Record.Id, added);
        }

        return verdicts;
    }

    /// <inheritdoc/>
    public async Task MarkAsync(string crawl, string source, SeedMark? mark, CancellationToken cancellationToken)
    {
        if (await FindAsync(crawl, cancellationToken) is { } active)
        {
            await catalog.SetSeedMarkAsync(active.Record.Id, source, mark, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task EndAsync(string crawl, string producer, CancellationToken cancellationToken)
    {
        if (await FindAsync(crawl, cancellationToken) is not { } active)
        {
            return;
        }

        await catalog.EndProducerAsync(active.Record.Id, producer, cancellationToken);
        await directory.RefreshAsync(cancellationToken);
        await GrainFactory.GetGrain<ICrawlGrain>(crawl).CheckCompletion();
    }

    private async Task<ActiveCrawl?> FindAsync(string crawl, CancellationToken cancellationToken)
    {
        if (directory.Find(crawl) is null)
        {
            await directory.RefreshAsync(cancellationToken);
        }

        return directory.Find(crawl);
    }
}
