using System.Globalization;
using Thresher.Bench.Cluster.Setting;
using Thresher.Jobs.Outcomes;
using Thresher.Jobs.Scope;
using Thresher.Storage.Postgres;
using Thresher.Storage.Rows;
using Thresher.Web.Urls;

namespace Thresher.Bench.Cluster.Scenarios;

/// <summary>
/// What it costs to refill a window and to commit a page among 100,000 and among 10 million URLs, through the store
/// that silos use. Both databases are measured in turn.
/// </summary>
internal static class Frontier
{
    private const int Window = 10;
    private const int DomainsPerRound = 48;
    private const int PagesPerCommit = 32;
    private const int LinksPerPage = 8;
    private const int NewLinksPerPage = 1;
    private const int Rounds = 12;

    /// <summary>Until memory holds what is used, and most pages have been written since the last checkpoint, as in the middle of a crawl.</summary>
    private const int WarmRounds = 100;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    /// <param name="args">Rows of the large database, 10 million by default; "fill" only fills.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var sizes = new[] { 100_000L, args.Select(arg => long.TryParse(arg, CultureInfo.InvariantCulture, out var rows) ? rows : 0).FirstOrDefault(rows => rows > 0, 10_000_000) };
        await using var rig = await Rig.StartAsync(cancellationToken);
        var measured = new List<(PostgresStore Store, List<double> Leases, List<double> Commits)>();
        foreach (var size in sizes)
        {
            measured.Add((new PostgresStore(await FrontierRows.EnsureAsync(rig, size, cancellationToken)), [], []));
        }

        if (!args.Contains("fill"))
        {
            await Task.WhenAll(measured.Select(size => WarmAsync(size.Store, cancellationToken)));
            for (var round = 0; round < Rounds; round++)
            {
                foreach (var (store, leases, commits) in measured)
                {
                    await RoundAsync(store, leases, commits, cancellationToken);
                }
            }

            Tell($"refilling a window of {Window}", sizes, measured.ConvertAll(size => size.Leases));
            Tell($"committing a page ({PagesPerCommit} at once, {LinksPerPage} links, {NewLinksPerPage} new)", sizes, measured.ConvertAll(size => size.Commits));
        }

        foreach (var (store, _, _) in measured)
        {
            await store.DisposeAsync();
        }
    }

    private static void Tell(string what, long[] sizes, List<List<double>> times)
    {
        for (var i = 0; i < sizes.Length; i++)
        {
            Rig.Say($"{what}, {sizes[i]:N0} rows: median {Figures.Median(times[i]):0.000} ms, 90 % {Figures.Quantile(times[i], 0.9):0.000} ms");
        }

        Rig.Say($"{what}: ratio {Figures.Median(times[^1]) / Figures.Median(times[0]):0.00} (target: 1.3)");
    }

    private static async Task WarmAsync(PostgresStore store, CancellationToken cancellationToken)
    {
        for (var round = 0; round < WarmRounds; round++)
        {
            await RoundAsync(store, [], [], cancellationToken);
        }
    }

    private static async Task RoundAsync(PostgresStore store, List<double> leases, List<double> commits, CancellationToken cancellationToken)
    {
        var crawl = (await store.Catalog.ListAsync(cancellationToken))[0].Id;
        var held = new List<DomainLease>();
        var pages = new List<UrlCompletion>();
        foreach (var domain in Enumerable.Range(0, FrontierRows.Domains).OrderBy(_ => Random.Shared.Next()).Take(DomainsPerRound))
        {
            var lease = await store.Leases.AcquireAsync(FrontierRows.Domain(domain), "bench", Lease, cancellationToken);
            held.Add(lease);
            var began = TimeProvider.System.GetTimestamp();
            var urls = await store.Queue.LeaseAsync(lease.DomainId, lease.Epoch, Window, cancellationToken);
            leases.Add(TimeProvider.System.GetElapsedTime(began).TotalMilliseconds);
            pages.AddRange(urls.Select(url => Page(url, lease, domain, crawl)));
        }

        // As they come in: pages of many domains in one transaction.
        foreach (var batch in pages.OrderBy(_ => Random.Shared.Next()).Chunk(PagesPerCommit))
        {
            var began = TimeProvider.System.GetTimestamp();
            await store.Queue.CompleteAsync(batch, cancellationToken);
            commits.Add(TimeProvider.System.GetElapsedTime(began).TotalMilliseconds / batch.Length);
        }

        foreach (var lease in held)
        {
            await store.Leases.AbandonAsync(lease.DomainId, lease.Epoch, 0, TimeSpan.Zero, cancellationToken);
        }
    }

    private static UrlCompletion Page(LeasedUrl url, DomainLease lease, int domain, long crawl) => new()
    {
        UrlId = url.Id,
        CrawlId = crawl,
        DomainId = lease.DomainId,
        Epoch = lease.Epoch,
        State = UrlState.Fetched,
        Outcome = FetchOutcome.Ok,
        Status = 200,
        Page = new PageRow
        {
            Status = 200,
            ContentType = "text/html",
            Charset = "utf-8",
            Title = "A page of the benchmark",
            Bytes = 14_000,
            ContentHash = UrlIdentity.Of(url.Url, 1),
            FetchedAt = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
            ElapsedMs = 30,
            LinkCount = LinksPerPage,
            SimHash = (ulong)url.Id,
        },
        Links =
        [
            .. Enumerable.Range(0, NewLinksPerPage).Select(_ => Link(domain, Random.Shared.NextInt64(1L << 40, 1L << 50), crawl)),
            .. Enumerable.Range(0, LinksPerPage - NewLinksPerPage).Select(known => Link(domain, Random.Shared.Next(50), crawl)),
        ],
    };

    private static NewUrl Link(int domain, long item, long crawl)
    {
        var url = FrontierRows.Url(domain, item);
        return new NewUrl(UrlIdentity.Of(url, crawl), url, null, FrontierRows.Domain(domain), 8, 0, 8);
    }
}
