using Microsoft.Extensions.Hosting;
using Thresher.Grains.Configuration;
using Thresher.Grains.Contracts;
using Thresher.Grains.Crawls;
using Thresher.Grains.Frontier;
using Thresher.Grains.Ownership;
using Thresher.Grains.Pages;
using Thresher.Grains.Proxies;
using Thresher.Jobs.Outcomes;
using Thresher.Storage;

namespace Thresher.Grains.Control;

/// <summary>
/// Twice a second renews the silo's view of the crawls, and every second tells each running crawl's grain what the
/// silo does: which also keeps that grain alive somewhere after its silo has died.
/// </summary>
internal sealed class ActivityReporter(
    CrawlDirectory directory,
    ActiveDomains active,
    FetchSlots slots,
    PageCommitQueue commits,
    IGrainFactory grains,
    ProxyHealth proxies,
    ThresherOptions options,
    TimeProvider time,
    StoreFaults faults) : BackgroundService
{
    private const int Busiest = 20;
    private const int MostHeld = 100;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly SiloGauges _gauges = new(slots, commits, active);

    public override void Dispose()
    {
        _gauges.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        for (var tick = 0L; await timer.WaitForNextTickAsync(stoppingToken); tick++)
        {
            try
            {
                await directory.RefreshAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                // The sweep says that the store is away.
                faults.Report(failure);
                continue;
            }

            if (tick % 2 == 0)
            {
                Report();
            }
        }
    }

    private void Report()
    {
        var views = active.Views().OrderByDescending(view => view.InFlight).ThenByDescending(view => view.Window).Take(Busiest).ToArray();
        var report = new SiloActivity(options.Owner, slots.Taken, active.Count, commits.Committed, views)
        {
            Proxies = proxies.Activity(),
            Held = [.. active.Held().OrderByDescending(view => view.NotBefore).Take(MostHeld)],
        };
        foreach (var crawl in directory.All.Where(crawl => crawl.Record.State is CrawlState.Running or CrawlState.Paused))
        {
            grains.GetGrain<ICrawlGrain>(crawl.Record.Name).Report(report).Ignore();
        }
    }
}
