using Orleans.Runtime.Placement;

namespace Thresher.Grains.Frontier;

/// <summary>Moving to another silo, when this one owns too much.</summary>
public sealed partial class DomainGrain
{
    private SiloAddress? _destination;

    /// <inheritdoc/>
    public Task MoveTo(SiloAddress silo)
    {
        if (_lease is null || _leaving)
        {
            return Task.CompletedTask;
        }

        _destination = silo;
        return PumpAsync();
    }

    /// <summary>Dispatches no more and, once nothing is in flight and no step is waited for, goes.</summary>
    private void Depart()
    {
        ReleaseSlot();
        if (_flights.Count == 0)
        {
            Step(_politeness.IsUnsaved ? SaveAsync : MoveAsync);
        }
    }

    /// <summary>
    /// Gives the domain back first: if nobody takes it up at the destination, the sweep finds it as it finds any other.
    /// </summary>
    private async Task MoveAsync()
    {
        _leaving = true;
        await LeaveAsync(CancellationToken.None);
        RequestContext.Set(IPlacementDirector.PlacementHintKey, _destination!);
        MigrateOnIdle();
    }
}
