using Thresher.Storage;
using Thresher.Storage.Postgres.Frontier;

namespace Thresher.Client.Sessions;

/// <summary>
/// Tells that an answer may never come. When a silo is killed, Orleans' client waits for the answers it owed until the time
/// limits of the calls, minutes for a batch of seeds, and knows nothing at all of a silo behind its gateway. So every call
/// in progress is given up and repeated when a connection to a silo ends, or a silo is no longer among those that live.
/// </summary>
/// <param name="alive">The silos of the cluster that live now, by names that no other incarnation has.</param>
/// <param name="time">Sets the pace of looking.</param>
internal sealed class SiloLosses(Func<CancellationToken, Task<IReadOnlySet<string>>> alive, TimeProvider time) : IAsyncDisposable
{
    /// <summary>Shorter than the heartbeat of a silo that was killed is trusted: each is seen alive before it is missed.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _ending = new();
    private CancellationTokenSource _next = new();
    private Task _watch = Task.CompletedTask;
    private int _calls;

    /// <summary>The silos of one cluster, as its database lists them.</summary>
    public static SiloLosses Of(LiveSilos silos, string clusterId) => new(
        async stop => (await silos.AliveAsync(stop)).Where(silo => silo.ClusterId == clusterId).Select(silo => silo.Owner).ToHashSet(),
        TimeProvider.System);

    /// <summary>Begins to look, as long as there are calls in progress.</summary>
    public void Start() => _watch = WatchAsync();

    /// <summary>Makes a call.</summary>
    /// <param name="call">Makes it; the token is cancelled at the next loss.</param>
    public async Task<T> DuringAsync<T>(Func<CancellationToken, Task<T>> call)
    {
        Interlocked.Increment(ref _calls);
        try
        {
            return await call(Volatile.Read(ref _next).Token);
        }
        finally
        {
            Interlocked.Decrement(ref _calls);
        }
    }

    /// <summary>Gives up all calls in progress: a connection to a silo has ended.</summary>
    public void Lost() => Interlocked.Exchange(ref _next, new CancellationTokenSource()).Cancel();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _watch;
        _ending.Dispose();
    }

    private async Task WatchAsync()
    {
        IReadOnlySet<string>? seen = null;
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_ending.Token))
            {
                var now = Volatile.Read(ref _calls) == 0 ? null : await AliveAsync();
                if (seen is not null && now is not null && !now.IsSupersetOf(seen))
                {
                    Lost();
                }

                seen = now;
            }
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // The session ends.
        }
    }

    /// <returns>Null when the database does not say.</returns>
    private async Task<IReadOnlySet<string>?> AliveAsync()
    {
        try
        {
            return await alive(_ending.Token);
        }
        catch (StoreException)
        {
            return null;
        }
    }
}
