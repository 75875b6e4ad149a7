using Microsoft.Extensions.Logging;
using Thresher.Grains.Configuration;
using Thresher.Grains.Ownership;
using Thresher.Grains.Pages;
using Thresher.Storage;

namespace Thresher.Grains.Hosting;

/// <summary>
/// The bounded stop. First dispatching ends, URLs in flight have a grace period and are then cancelled, and the commits are
/// written. Then Orleans deactivates the silo's grains and tells the others that it has left. Last every domain is
/// released, so that the next owner need not wait for a lease to expire; no earlier, since wake-ups would still be sent
/// here.
/// </summary>
internal sealed partial class SiloDrain(
    FetchSlots slots,
    ActiveDomains active,
    PageCommitQueue commits,
    IDomainOwners owners,
    ThresherOptions options,
    TimeProvider time,
    ILogger<SiloDrain> logger)
    : ILifecycleParticipant<ISiloLifecycle>
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1.5);

    /// <summary>How long the whole stop may take, however slow the store is.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3.8);

    private long? _began;

    public void Participate(ISiloLifecycle lifecycle)
    {
        lifecycle.Subscribe(nameof(DrainAsync), ServiceLifecycleStage.Active, StartAsync, DrainAsync);
        lifecycle.Subscribe(nameof(ReleaseDomainsAsync), ServiceLifecycleStage.RuntimeInitialize, _ => Task.CompletedTask, ReleaseDomainsAsync);
    }

    /// <summary>
    /// Releases what an owner of this name held before it died: no other process uses the name. In a cluster each
    /// incarnation has its own name, and a store that is unavailable at that moment must not end the start-up.
    /// </summary>
    private Task StartAsync(CancellationToken cancellationToken) =>
        options.WaitsForStore ? Task.CompletedTask : owners.ReleaseOwnerAsync(options.Owner, graceful: false, _ => TimeSpan.Zero, cancellationToken);

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        _began = time.GetTimestamp();
        active.Close();
        var stopped = active.StopAsync();
        await slots.DrainAsync(Grace, time);
        var drained = Elapsed();

        // What the last answers said of their hosts is written as they come; a store that is away must not take all the time.
        await WithinAsync(limit => stopped.WaitAsync(Grace, time, limit), "saving what it learnt of its hosts");
        await WithinAsync(_ => commits.DisposeAsync().AsTask(), "writing the last commits");

        // The others consider a silo that has left dead and wait for its lease, which must not have expired while it drained.
        await WithinAsync(limit => owners.RenewAsync(options.Owner, options.DomainLease, limit), "renewing its lease");
        LogDrained((int)drained.TotalMilliseconds, (int)Elapsed().TotalMilliseconds);
    }

    private async Task ReleaseDomainsAsync(CancellationToken cancellationToken)
    {
        if (_began is null)
        {
            // It never was active, so it owns nothing.
            return;
        }

        var left = Elapsed();
        await WithinAsync(limit => owners.ReleaseOwnerAsync(options.Owner, graceful: true, active.QuietFor, limit), "releasing its domains");
        LogReleased((int)left.TotalMilliseconds, (int)Elapsed().TotalMilliseconds);
    }

    private TimeSpan Elapsed() => time.GetElapsedTime(_began!.Value);

    /// <summary>Runs a step, which may take the time left of the whole.</summary>
    private async Task WithinAsync(Func<CancellationToken, Task> step, string name)
    {
        var left = Limit - Elapsed();
        using var limit = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
        try
        {
            await step(limit.Token).WaitAsync(limit.Token);
        }
        catch (Exception failure) when (failure is OperationCanceledException or TimeoutException or StoreException)
        {
            LogNotDone(
                options.WaitsForStore ? LogLevel.Warning : LogLevel.Debug,
                name,
                failure is StoreException ? failure.Message : "the store did not answer in time");
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Nothing was in flight after {Drained} ms, and everything was committed after {Committed} ms")]
    private partial void LogDrained(int drained, int committed);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The silo had left the cluster after {Left} ms, and its domains were released after {Released} ms")]
    private partial void LogReleased(int left, int released);

    [LoggerMessage(Message = "The silo stops without {Step}; its URLs are served again elsewhere: {Reason}")]
    private partial void LogNotDone(LogLevel level, string step, string reason);
}
