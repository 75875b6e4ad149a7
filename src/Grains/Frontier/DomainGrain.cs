using Microsoft.Extensions.Logging;
using Orleans.Placement;
using Orleans.Runtime.Placement;
using Thresher.Grains.Contracts;
using Thresher.Grains.Ownership;
using Thresher.Grains.Politeness;

namespace Thresher.Grains.Frontier;

/// <summary>
/// One domain's frontier in its silo: the shell of a <see cref="DomainSchedule"/>, which decides, and of the
/// <see cref="DomainLoop"/> that carries its decisions out beside the grain's calls.
/// </summary>
[RandomPlacement, GrainType(DomainGrain.TypeName)]
public sealed partial class DomainGrain(
    [PersistentState(DomainGrain.PolitenessState, DomainGrain.StorageName)] IPersistentState<DomainState> state,
    [PersistentState(DomainGrain.RobotsState, DomainGrain.StorageName)] IPersistentState<RobotsState> robots,
    DomainServices services,
    ILogger<DomainGrain> logger) : Grain, IDomainGrain, IActiveDomain
{
    /// <summary>Name of the grain storage that holds the durable state.</summary>
    public const string StorageName = "thresher";

    /// <summary>Name of the state in which the grain remembers how its host behaved.</summary>
    public const string PolitenessState = "domain";

    /// <summary>Name of the state in which it keeps the host's robots.txt.</summary>
    public const string RobotsState = "robots";

    private const string TypeName = "thresher.domain";

    private DomainSchedule _schedule = null!;
    private DomainLoop _loop = null!;
    private bool _deactivates;

    /// <summary>The grain of a domain, as its states are stored under.</summary>
    public static GrainId IdOf(string domain) => GrainId.Create(TypeName, domain);

    private string Key => this.GetPrimaryKeyString();

    /// <inheritdoc/>
    public TimeSpan QuietFor => _schedule.QuietFor;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var politeness = new DomainPoliteness(Key, state.State, robots.State, services.Time);
        _schedule = new DomainSchedule(Key, politeness, new DomainScene(Key, services), services.Time);
        var work = new DomainWork(Key, services, GrainFactory, SaveAsync, _schedule.TakeServed);
        _loop = new DomainLoop(Key, _schedule, work, () => services.Ownership.Holds, services.Time, logger);

        // It leaves by itself; Orleans, which sees no calls while it works, would consider it idle.
        DelayDeactivation(TimeSpan.MaxValue);
        services.Active.Add(Key, this);
        _loop.Start();
        _ = EndAsync();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (reason.ReasonCode == DeactivationReasonCode.DirectoryFailure)
        {
            LogUnregistered(Key, reason.Description);
        }

        _deactivates = true;
        services.Active.Remove(Key, this);
        await _loop.StopAsync(StopReason.Deactivated).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _loop.Dispose();
    }

    /// <inheritdoc/>
    public Task Wake()
    {
        services.Isolation.Woken();
        _loop.Post(new DomainEvent.Woken());
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task RequestCompleted(long urlId, long arrivedBy, TimeSpan took)
    {
        _loop.Post(new DomainEvent.RequestCompleted(urlId, arrivedBy, took));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<TimeSpan> ReserveAsync() => Task.FromResult(_loop.Reserve());

    /// <inheritdoc/>
    public Task MoveTo(SiloAddress silo)
    {
        if (_schedule.View().Epoch != 0)
        {
            _ = _loop.StopAsync(StopReason.Moves, silo);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<DomainView> GetState() => Task.FromResult(_schedule.View());

    /// <inheritdoc/>
    public Task<DomainMemory> GetMemory() => Task.FromResult(new DomainMemory(state.State, robots.State));

    /// <inheritdoc/>
    public DomainView View() => _schedule.View();

    /// <inheritdoc/>
    public Task StopAsync() => _loop.StopAsync(StopReason.SiloStops);

    /// <inheritdoc/>
    public void Yield() => _ = _loop.StopAsync(StopReason.Yields);

    private async Task EndAsync()
    {
        var destination = await _loop.Completion;
        if (_deactivates || services.Slots.Draining.IsCancellationRequested)
        {
            return;
        }

        if (destination is not null)
        {
            // It was released first: if it is not acquired there, the sweep finds it like any other.
            RequestContext.Set(IPlacementDirector.PlacementHintKey, destination);
            MigrateOnIdle();
        }
        else
        {
            DeactivateOnIdle();
        }
    }

    private async Task SaveAsync(Next.Save what)
    {
        if (what.Robots)
        {
            await robots.WriteStateAsync();
        }

        if (what.State)
        {
            await state.WriteStateAsync();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Domain} is no longer registered and has to be found again: {Reason}")]
    private partial void LogUnregistered(string domain, string reason);
}
