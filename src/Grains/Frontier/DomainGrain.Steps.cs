using Microsoft.Extensions.Logging;
using Thresher.Grains.Contracts;
using Thresher.Grains.Metrics;
using Thresher.Storage;

namespace Thresher.Grains.Frontier;

/// <summary>The steps that wait for the store or a place in flight. One at a time.</summary>
public sealed partial class DomainGrain
{
    /// <summary>How long the grain stays after its last work, should more come at once.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(3);

    /// <summary>How soon a failed step is tried again.</summary>
    private static readonly TimeSpan StepRetry = TimeSpan.FromSeconds(2);

    /// <summary>Wait after URLs were given back because their crawl or host is held.</summary>
    private static readonly TimeSpan GiveBackPause = TimeSpan.FromMilliseconds(200);

    /// <summary>By how much the host may have had a request later than another owner knew: the network's part, and clocks'.</summary>
    private static readonly TimeSpan Handover = TimeSpan.FromMilliseconds(250);

    private long _restingSince;

    /// <summary>Runs a step unless one is running; the pump goes on when it ends.</summary>
    private void Step(Func<Task> step)
    {
        if (!_stepping)
        {
            _stepping = true;
            _ = RunAsync(step);
        }
    }

    private async Task RunAsync(Func<Task> step)
    {
        // Never inside the pump that started it.
        await Task.Yield();
        try
        {
            await step();
        }
        catch (StaleEpochException)
        {
            LogLostDomain(_key);
            ForgetLease();
            _mayHaveMore = false;
        }
        catch (OperationCanceledException)
        {
            // The silo stops, or was not sure of its ownership for a moment.
        }
        catch (Exception failure)
        {
            // Of a store that is away the sweep tells, once for all domains.
            var level = failure is StoreException { IsTransient: true } ? LogLevel.Debug : LogLevel.Warning;
            LogStepFailed(level, _key, step.Method.Name, failure.Message);
            _stepping = false;
            Arm(StepRetry);
            return;
        }

        _stepping = false;
        Pump();
    }

    private async Task AcquireAsync()
    {
        var lease = await services.Frontier.AcquireAsync(_key, services.Options.Owner, services.Options.DomainLease, CancellationToken.None);
        if (!lease.IsHeld)
        {
            // An activation of another silo has it still, which lost its directory entry with a third: until that one has
            // let go, two would ask the host. The sweep wakes the domain as soon as it is free.
            _mayHaveMore = false;
            return;
        }

        if (lease.Epoch != _lastEpoch + 1)
        {
            _politeness.Pace.Resume(lease.QuietFor - Handover);
        }

        _lease = lease;
        _lastEpoch = lease.Epoch;
        _lostUrl = false;
        _mayHaveMore = true;
        _restingSince = 0;
    }

    private async Task RefillAsync()
    {
        var wanted = WindowSize() - _window.Count;
        var leased = await services.Frontier.LeaseAsync(_lease!.Value.DomainId, _lease.Value.Epoch, wanted, CancellationToken.None);
        CrawlMetrics.Leased(leased.Count);
        try
        {
            foreach (var url in leased)
            {
                _served.Add(url.CrawlId);
                await services.Directory.GetAsync(url.CrawlId, CancellationToken.None);
            }
        }
        catch
        {
            // Leased they are, and known to nobody.
            _lostUrl = true;
            throw;
        }

        // Not before the delay is known, and nothing waits in between: the pump dispatches what it finds in the window.
        ApplyPolicy();
        foreach (var url in leased)
        {
            _window.Enqueue(url);
        }

        _mayHaveMore = leased.Count == wanted;
    }

    private async Task ReleaseAsync()
    {
        if (!await services.Frontier.ReleaseAsync(_lease!.Value.DomainId, _lease.Value.Epoch, CancellationToken.None))
        {
            _mayHaveMore = true;
            return;
        }

        ForgetLease();
        foreach (var crawl in _served)
        {
            if (services.Directory.Find(crawl) is { } served)
            {
                GrainFactory.GetGrain<ICrawlGrain>(served.Record.Name).CheckCompletion().Ignore();
            }
        }

        _served.Clear();
    }

    /// <summary>Gives the domain back with all that is leased: it must wait long, or lost track of a URL.</summary>
    private async Task AbandonAsync()
    {
        var lease = _lease!.Value;
        var wakeAt = Math.Max(_time.UnixMs(), _politeness.NotBefore);
        await services.Frontier.AbandonAsync(lease.DomainId, lease.Epoch, wakeAt, QuietFor, CancellationToken.None);
        ForgetLease();
        _mayHaveMore = _lostUrl;
    }

    /// <summary>Deactivated: dispatches no more, and gives the domain back once nothing is in flight.</summary>
    private async Task LeaveAsync(CancellationToken cancellationToken)
    {
        if (_lease is not { } lease || _flights.Count > 0)
        {
            return;
        }

        _lease = null;
        if (services.Slots.Draining.IsCancellationRequested)
        {
            // The silo stops, and gives all its domains back together.
            return;
        }

        try
        {
            await services.Frontier.AbandonAsync(lease.DomainId, lease.Epoch, _time.UnixMs(), QuietFor, cancellationToken);
        }
        catch (Exception failure) when (failure is StoreException or OperationCanceledException)
        {
            // The sweep finds that nobody serves it, or its owner's lease runs out.
            LogStepFailed(LogLevel.Debug, _key, nameof(LeaveAsync), failure.Message);
        }
    }

    /// <summary>Nothing to do: stays a moment, should more come at once, then makes room.</summary>
    private void EnterIdle()
    {
        _restingSince = _restingSince == 0 ? _time.GetTimestamp() : _restingSince;
        var rested = _time.GetElapsedTime(_restingSince);
        if (rested >= Rest)
        {
            DeactivateOnIdle();
        }
        else
        {
            Arm(Rest - rested);
        }
    }

    private async Task GiveBackAsync()
    {
        var ids = _givenBack.ToArray();
        _givenBack.Clear();
        await services.Frontier.ReturnAsync(_lease!.Value.DomainId, _lease.Value.Epoch, ids, CancellationToken.None);

        // The store may say that the crawl runs before this silo's snapshot does: not to lease the same again at once.
        await Task.Delay(GiveBackPause, _time);
    }

    private async Task TakeSlotAsync()
    {
        await services.Slots.TakeAsync();
        _slotInHand = true;
    }

    private async Task SaveAsync()
    {
        _politeness.Saving();
        try
        {
            await state.WriteStateAsync();
        }
        catch (Exception failure)
        {
            // A state that cannot be written is not to be acted on: the next activation reads it anew.
            LogStateNotSaved(_key, failure.Message);
            DeactivateOnIdle();
        }
    }

    private void ApplyPolicy() => _politeness.Apply(
        _served.Select(services.Directory.Find).Where(crawl => crawl is { IsRunning: true }).Select(crawl => crawl!.Job));

    private void ForgetLease()
    {
        _lease = null;
        _window.Clear();
        _givenBack.Clear();
        _restingSince = 0;
        ReleaseSlot();
    }

    private void ReleaseSlot()
    {
        if (_slotInHand)
        {
            _slotInHand = false;
            services.Slots.Release();
        }
    }
}
