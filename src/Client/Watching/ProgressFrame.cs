using Thresher.Grains.Contracts;

namespace Thresher.Client.Watching;

/// <summary>A crawl at one moment, as the progress views show it.</summary>
/// <param name="Snapshot">The crawl.</param>
/// <param name="PagesPerSecond">Over the last seconds.</param>
/// <param name="BytesPerSecond">Over the last seconds.</param>
/// <param name="Elapsed">Since the watch began.</param>
internal sealed record ProgressFrame(CrawlSnapshot Snapshot, double PagesPerSecond, double BytesPerSecond, TimeSpan Elapsed)
{
    private const double LongestLeft = 1e9;

    /// <summary>URLs that each silo has completed per second, over the last seconds.</summary>
    public IReadOnlyDictionary<string, double> SiloRates { get; init; } = new Dictionary<string, double>();

    /// <summary>How long the URLs known so far take at the rate of the last seconds; null while there is none.</summary>
    public TimeSpan? Left => Snapshot.Status is { State: "running" } s && PagesPerSecond > 0
        ? TimeSpan.FromSeconds(Math.Min((s.Queued + s.Leased + s.Retrying) / PagesPerSecond, LongestLeft))
        : null;

    /// <summary>URLs dispatched and not committed, in all silos.</summary>
    public int InFlight => Snapshot.Silos.Sum(silo => silo.InFlight);
}
