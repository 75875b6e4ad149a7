using Thresher.Client.Sessions;
using Thresher.Grains.Contracts;

namespace Thresher.Client.Watching;

/// <summary>Follows one crawl until it ends by polling it several times a second.</summary>
internal sealed class CrawlWatch(Session session, string name, TimeProvider time)
{
    /// <summary>How long polls are frequent, so that a short crawl does not wait for the next one.</summary>
    private static readonly TimeSpan FrequentPollPeriod = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FirstInterval = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly RateWindow _rate = new(time);
    private readonly Dictionary<string, RateWindow> _silos = [];

    /// <summary>The last snapshot; null once the crawl is removed.</summary>
    public CrawlSnapshot? Last { get; private set; }

    /// <summary>Watches until the crawl is complete, stopped or removed.</summary>
    public async Task UntilEndAsync(Action<ProgressFrame> show, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            Last = await session.SnapshotAsync(name, cancellationToken);
            if (Last is null)
            {
                return;
            }

            var (pages, bytes) = _rate.Add(Last.Status.Fetched, Last.Status.Bytes);
            var elapsed = time.GetElapsedTime(started);
            show(new ProgressFrame(Last, pages, bytes, elapsed) { SiloRates = SiloRates(Last) });
            if (HasEnded(Last))
            {
                return;
            }

            await Task.Delay(elapsed < FrequentPollPeriod ? FirstInterval : Interval, time, cancellationToken);
        }
    }

    private Dictionary<string, double> SiloRates(CrawlSnapshot snapshot)
    {
        foreach (var gone in _silos.Keys.Except(snapshot.Silos.Select(silo => silo.Silo)).ToArray())
        {
            _silos.Remove(gone);
        }

        return snapshot.Silos.ToDictionary(
            silo => silo.Silo, silo => (_silos.TryGetValue(silo.Silo, out var rate) ? rate : _silos[silo.Silo] = new RateWindow(time)).Add(silo.Committed, 0).Pages);
    }

    /// <summary>Whether the crawl will not progress any further by itself.</summary>
    public static bool HasEnded(CrawlSnapshot snapshot) => snapshot.Status.State is "complete" or "stopped";
}
