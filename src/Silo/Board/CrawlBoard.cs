using System.Collections.Concurrent;
using Thresher.Grains.Configuration;
using Thresher.Grains.Contracts;
using Thresher.Grains.Control;
using Thresher.Jobs.Outcomes;
using Thresher.Storage;
using Thresher.Storage.Rows;

namespace Thresher.Silo.Board;

/// <summary>
/// Assembles what the page and its JSON show, on request: counts from the store, silos from the membership, their activity
/// from their reports.
/// </summary>
internal sealed class CrawlBoard : IDisposable
{
    private const int MostCrawls = 50;
    private const int MostDomains = 20;
    private const int MostDetails = 32;
    private static readonly TimeSpan ReportLimit = TimeSpan.FromSeconds(2);

    private readonly ICrawlStore _store;
    private readonly CrawlControl _control;
    private readonly IGrainFactory _grains;
    private readonly IClusterMembershipService _membership;
    private readonly ClusterConnection _cluster;
    private readonly TimeProvider _time;
    private readonly CachedQuery<ClusterOverview> _overview;
    private readonly ConcurrentDictionary<string, CachedQuery<CrawlDetail?>> _details = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, RecentRate> _rates = new();

    public CrawlBoard(
        ICrawlStore store, IGrainFactory grains, IClusterMembershipService membership, ClusterConnection cluster, TimeProvider time)
    {
        _store = store;
        _control = new CrawlControl(store);
        _grains = grains;
        _membership = membership;
        _cluster = cluster;
        _time = time;
        _overview = new CachedQuery<ClusterOverview>(QueryOverviewAsync, time);
    }

    /// <summary>All crawls and silos.</summary>
    public Task<ClusterOverview> OverviewAsync(CancellationToken cancellationToken) => _overview.GetAsync(cancellationToken);

    /// <summary>One crawl; null when there is none of that name.</summary>
    public async Task<CrawlDetail?> DetailAsync(string crawl, CancellationToken cancellationToken)
    {
        if (await _store.Catalog.FindAsync(crawl, cancellationToken) is null)
        {
            return null;
        }

        if (_details.Count >= MostDetails && !_details.ContainsKey(crawl))
        {
            _details.Clear();
        }

        return await _details
            .GetOrAdd(crawl, name => new CachedQuery<CrawlDetail?>(token => LookAtAsync(name, token), _time))
            .GetAsync(cancellationToken);
    }

    /// <summary>The crawl to show when none is requested: the latest running one, else the latest; null for none.</summary>
    public static string? DefaultCrawl(ClusterOverview overview) => overview.Crawls.FirstOrDefault()?.Status.Crawl;

    public void Dispose() => _overview.Dispose();

    private async Task<ClusterOverview> QueryOverviewAsync(CancellationToken cancellationToken)
    {
        var records = (await _store.Catalog.ListAsync(cancellationToken))
            .OrderBy(record => record.State is CrawlState.Running or CrawlState.Paused ? record.State : CrawlState.Complete)
            .ThenByDescending(record => record.Id)
            .Take(MostCrawls)
            .ToArray();
        var crawls = new List<CrawlRow>(records.Length);
        foreach (var record in records)
        {
            var status = CrawlStatus.Of(record, await _store.Reader.TotalsAsync(record.Id, cancellationToken));
            crawls.Add(new CrawlRow(status, Rate(record, status)));
        }

        foreach (var gone in _rates.Keys.Except(records.Select(record => record.Id)))
        {
            _rates.TryRemove(gone, out _);
        }

        var reports = records is [var first, ..] ? await ReportsAsync(first) : [];
        return new ClusterOverview(_cluster.ClusterId, _time.UnixMs(), Silos(reports), crawls);
    }

    private async Task<CrawlDetail?> LookAtAsync(string crawl, CancellationToken cancellationToken)
    {
        if (await _store.Catalog.FindAsync(crawl, cancellationToken) is not { } record)
        {
            return null;
        }

        var reports = await ReportsAsync(record);
        var snapshot = await _control.SnapshotAsync(record, reports, cancellationToken);
        var views = SiloActivity.Views(reports);
        var domains = new List<DomainRow>(MostDomains);
        await foreach (var host in _store.Reader.HostsAsync(record.Id, MostDomains, cancellationToken))
        {
            domains.Add(DomainRow.Of(host, views.GetValueOrDefault(host.Domain), _time.UnixMs()));
        }

        return new CrawlDetail(_time.UnixMs(), snapshot.Status, Rate(record, snapshot.Status), snapshot.Failures, domains, Silos(reports), SiloActivity.ProxiesOf(record.Id, reports));
    }

    private IReadOnlyList<SiloRow> Silos(IReadOnlyList<SiloActivity> reports) =>
        SiloRow.Join(_membership.CurrentSnapshot.Members.Values, reports);

    private double? Rate(CrawlRecord record, CrawlStatus status)
    {
        if (record.State != CrawlState.Running)
        {
            return 0;
        }

        var rate = _rates.GetOrAdd(record.Id, _ => new RecentRate(_time));
        lock (rate)
        {
            return rate.Sample(status.Fetched);
        }
    }

    /// <summary>What silos reported to the crawl's grain; empty when it does not answer, which happens while a silo dies.</summary>
    private async Task<IReadOnlyList<SiloActivity>> ReportsAsync(CrawlRecord record)
    {
        if (record.State is not (CrawlState.Running or CrawlState.Paused))
        {
            return [];
        }

        try
        {
            using var limit = new CancellationTokenSource(ReportLimit, _time);
            return (await _grains.GetGrain<ICrawlGrain>(record.Name).GetState(limit.Token).WaitAsync(limit.Token))?.Silos ?? [];
        }
        catch (Exception failure) when (failure is OrleansException or TimeoutException or OperationCanceledException)
        {
            return [];
        }
    }
}
