using System.Diagnostics.Metrics;
using Thresher.Grains.Contracts;
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
        _meter.CreateObservableUpDownCounter(
            "thresher.domains.held", () => Held(domains), "{domain}", "Domains whose hosts are left alone beyond their delay, by reason.");
    }

    public void Dispose() => _meter.Dispose();

    /// <summary>A series for each reason, so that one that has passed falls to 0.</summary>
    internal static IEnumerable<Measurement<int>> Held(ActiveDomains domains)
    {
        var byReason = domains.Held().CountBy(view => view.Hold).ToDictionary();
        return from reason in Enum.GetValues<HoldReason>()
               where reason != HoldReason.None
               select new Measurement<int>(byReason.GetValueOrDefault(reason), KeyValuePair.Create("reason", (object?)HostHold.Name(reason)));
    }
}
