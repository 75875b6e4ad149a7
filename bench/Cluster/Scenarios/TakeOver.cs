using Thresher.Bench.Cluster.Setting;
using Thresher.Jobs;
using Thresher.Jobs.Scope;
using Thresher.Storage.Postgres;
using Thresher.Web.Urls;

namespace Thresher.Bench.Cluster.Scenarios;

/// <summary>
/// What it costs that domains change hands: to acquire them and fill their windows, one after another and all at once,
/// as when a silo goes. Two silos' stores take the domains from each other in turn.
/// </summary>
internal static class TakeOver
{
    private const int Domains = 1_000;
    private const int UrlsPerDomain = 40;
    private const int Window = 5;
    private const int Rounds = 5;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    /// <param name="args">None.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task RunAsync(string[] args, CancellationToken cancellationToken)
    {
        await using var rig = await Rig.StartAsync(cancellationToken);
        var database = await rig.CreateAsync("takeover", cancellationToken);
        await using var first = new PostgresStore(database);
        await first.InitializeAsync(cancellationToken);
        await using var second = new PostgresStore(database);
        await FillAsync(first, cancellationToken);

        var (alone, together) = (new List<double>(), new List<double>());
        for (var round = -1; round < Rounds; round++)
        {
            foreach (var (store, owner, times, width) in new[] { (first, "first", alone, 1), (second, "second", together, Domains) })
            {
                var took = await TakeAsync(store, owner, width, cancellationToken);
                if (round >= 0)
                {
                    times.Add(took.TotalMilliseconds);
                }

                await store.Owners.ReleaseOwnerAsync(owner, graceful: true, _ => TimeSpan.Zero, cancellationToken);
            }
        }

        Rig.Say($"{Domains:N0} domains acquired and {Window} URLs of each leased, one after another: median {Figures.Median(alone):0} ms");
        Rig.Say($"all at once: median {Figures.Median(together):0} ms, ratio {Figures.Median(together) / Figures.Median(alone):0.00}");
    }

    private static async Task<TimeSpan> TakeAsync(PostgresStore store, string owner, int width, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        await Parallel.ForAsync(
            0,
            Domains,
            new ParallelOptions { MaxDegreeOfParallelism = width, CancellationToken = cancellationToken },
            async (domain, cancel) =>
            {
                var lease = await store.Leases.AcquireAsync(Domain(domain), owner, Lease, cancel);
                if ((await store.Queue.LeaseAsync(lease.DomainId, lease.Epoch, Window, cancel)).Count != Window)
                {
                    throw new InvalidOperationException($"{Domain(domain)} could not be taken over");
                }
            });
        return TimeProvider.System.GetElapsedTime(began);
    }

    private static async Task FillAsync(PostgresStore store, CancellationToken cancellationToken)
    {
        var crawl = (await store.Catalog.CreateAsync("bench", new CrawlJob().ToJson(), cancellationToken)).Id;
        foreach (var some in Enumerable.Range(0, Domains).Chunk(50))
        {
            await store.Intake.AcceptAsync(
                crawl, [.. some.SelectMany(domain => Enumerable.Range(0, UrlsPerDomain).Select(page => Url(crawl, domain, page)))], [], cancellationToken);
        }
    }

    private static string Domain(int index) => $"d{index}.example";

    private static NewUrl Url(long crawl, int domain, int page)
    {
        var url = $"https://{Domain(domain)}/{page}";
        return new NewUrl(UrlIdentity.Of(url, crawl), url, null, Domain(domain), 0, 0, 0);
    }
}
