using Thresher.Grains.Contracts;

namespace Thresher.Grains.Frontier;

/// <summary>What others see of a domain's schedule, from any thread.</summary>
internal sealed partial class DomainSchedule
{
    /// <summary>The domain as people see it.</summary>
    public DomainView View()
    {
        var hold = politeness.Hold;
        return new DomainView(
            domain,
            Activity(hold),
            _window.Count,
            _inFlight.Count,
            politeness.Pace.OnWire,
            TimeSpan.FromTicks(Interlocked.Read(ref _delayTicks)),
            hold?.Until ?? 0,
            politeness.FailuresInARow,
            Interlocked.Read(ref _epoch),
            _fetched)
        {
            Hold = hold?.Reason ?? HoldReason.None,
            Closings = politeness.Closings,
        };
    }

    private string Activity(HostHold? hold) =>
        hold is not null ? $"held ({HostHold.Name(hold.Reason)})"
        : Interlocked.Read(ref _epoch) == 0 ? "idle"
        : _stop != StopReason.None ? DomainView.Leaving
        : _inFlight.Count > 0 ? "fetching"
        : _slot == SlotState.Asked ? "waiting for a place in flight"
        : _window.Count > 0 ? "waiting" : "looking";
}
