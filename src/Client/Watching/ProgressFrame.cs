using Thresher.Grains.Contracts;

namespace Thresher.Client.Watching;

/// <summary>A crawl at one moment, as the progress views show it.</summary>
/// <param name="Snapshot">The crawl.</param>
/// <param name="PagesPerSecond">Over the last seconds.</param>
/// <param name="BytesPerSecond">Over the last seconds.</param>
/// <param name="Elapsed">Since the watch began.</param>
internal sealed record ProgressFrame(CrawlSnapshot Snapshot, double PagesPerSecond, double BytesPerSecond, TimeSpan Elapsed)
{
    /// <summary>URLs that each silo has completed per second, over the last seconds.</summary>
    public IReadOnlyDictionary<string, double> SiloRates { get; init; } = new Dictionary<string, double>();

    /// <summary>URLs dispatched and not committed, in all silos.</summary>
    public int InFlight => Snapshot.Silos.Sum(silo => silo.InFlight);
}
