using Thresher.Grains.Configuration;

namespace Thresher.Grains.Ownership;

/// <summary>
/// The silo's places in flight, first come first served, and its stop: when it is raised nothing new is dispatched and
/// what is on the wire is called back.
/// </summary>
public sealed class FetchSlots(ThresherOptions options) : IDisposable
{
    private readonly SemaphoreSlim _free = new(options.InFlight);
    private readonly CancellationTokenSource _draining = new();
    private readonly CancellationTokenSource _stopping = new();
    private int _collected;

    /// <summary>Raised when the silo begins to stop: nothing is dispatched any more.</summary>
    public CancellationToken Draining => _draining.Token;

    /// <summary>Raised when fetches on the wire are to be given up.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Places taken.</summary>
    public int Taken => options.InFlight - _free.CurrentCount;

    /// <summary>Takes a place if one is free.</summary>
    public bool TryTake() => !_draining.IsCancellationRequested && _free.Wait(0);

    /// <summary>Waits for a place.</summary>
    /// <exception cref="OperationCanceledException">The silo stops.</exception>
    public Task TakeAsync() => _free.WaitAsync(_draining.Token);

    /// <summary>Gives a place back.</summary>
    public void Release() => _free.Release();

    /// <summary>Stops dispatching, waits for what is in flight, then calls the rest back and waits for that.</summary>
    /// <param name="grace">How long fetches may go on; the calling back takes at most as long again.</param>
    /// <param name="time">Clock of the grace.</param>
    public async Task DrainAsync(TimeSpan grace, TimeProvider time)
    {
        await _draining.CancelAsync();
        if (!await EmptyAsync(grace, time))
        {
            await _stopping.CancelAsync();
            await EmptyAsync(grace, time);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _free.Dispose();
        _draining.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Collects the places as they come back; those collected stay taken, the silo needs them no more.</summary>
    private async Task<bool> EmptyAsync(TimeSpan within, TimeProvider time)
    {
        using var limit = new CancellationTokenSource(within, time);
        try
        {
            while (_collected < options.InFlight)
            {
                await _free.WaitAsync(limit.Token);
                _collected++;
            }

            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
