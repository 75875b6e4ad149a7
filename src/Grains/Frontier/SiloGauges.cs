using System.Diagnostics.Metrics;
using Thresher.Grains.Metrics;
using Thresher.Grains.Ownership;
using Thresher.Grains.Pages;

namespace Thresher.Grains.Frontier;

/// <summary>Gauges: how loaded this silo is at the time of the measurement.</summary>
internal sealed class SiloGauges : IDisposable
{
    private readonly Meter _meter = new(CrawlMetrics.MeterName);

    public SiloGauges(FetchSlots slots, PageCommitQueue commits, ActiveDomains domains)
    {
        _meter.CreateObservableUpDownCounter(
            "thresher.in_flight", () => slots.Taken, "{url}", "URLs dispatched and not committed.");
        _meter.CreateObservableUpDownCounter(
            "thresher.queue.depth", () => commits.Waiting, "{completion}", "Completions waiting for their transaction.");
        _meter.CreateObservableUpDownCounter(
            "thresher.domains", () => domains.Count, "{domain}", "Domain grains active.");
    }

    public void Dispose() => _meter.Dispose();
}
