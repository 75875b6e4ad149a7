using Microsoft.Extensions.Logging;
using Thresher.Grains.Configuration;
using Thresher.Grains.Ownership;
using Thresher.Grains.Pages;
using Thresher.Storage;

namespace Thresher.Grains.Hosting;

/// <summary>
/// The bounded stop. First dispatching ends, what is in flight has a moment and is then called back, and the commits are
/// written. Then Orleans ends the silo's grains and tells the others that it is gone. Last every domain is given back, so
/// that the next owner need not wait for a lease to run out; no earlier, since whoever woke a domain would still look for
/// it here.
/// </summary>
internal sealed partial class SiloDrain(
    FetchSlots slots,
    ActiveDomains active,
    PageCommitQueue commits,
    IFrontierStore frontier,
    ThresherOptions options,
    TimeProvider time,
    ILogger<SiloDrain> logger)
    : ILifecycleParticipant<ISiloLifecycle>
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1.5);

    /// <summary>How long all of it may take, however slow or far away the store is.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3.8);

    private long _began;

    public void Participate(ISiloLifecycle lifecycle)
    {
        lifecycle.Subscribe(nameof(LandAsync), ServiceLifecycleStage.Active, StartAsync, LandAsync);
        lifecycle.Subscribe(nameof(GiveBackAsync), ServiceLifecycleStage.RuntimeInitialize, _ => Task.CompletedTask, GiveBackAsync);
    }

    /// <summary>
    /// Takes back what an owner of this name held before it died: nobody else uses the name. In a cluster each
    /// incarnation has its own, and a store that is away just now must not end the start.
    /// </summary>
    private Task StartAsync(CancellationToken cancellationToken) =>
        options.WaitsForStore ? Task.CompletedTask : frontier.ReleaseOwnerAsync(options.Owner, graceful: false, _ => TimeSpan.Zero, cancellationToken);

    private async Task LandAsync(CancellationToken cancellationToken)
    {
        _began = time.GetTimestamp();
        active.Close();
        var stopped = active.StopAsync();
        await slots.DrainAsync(Grace, time);
        var landed = Elapsed();

        // What the last answers said of their hosts is written as they come; a store that is away must not take all the time.
        await WithinAsync(limit => stopped.WaitAsync(Grace, time, limit), "saving what it learnt of its hosts");
        await WithinAsync(_ => commits.DisposeAsync().AsTask(), "writing the last commits");

        // The others take a silo that is gone for dead, and wait for its lease: which must not have run out while it landed.
        await WithinAsync(limit => frontier.RenewAsync(options.Owner, options.DomainLease, limit), "prolonging its lease");
        LogLanded((int)landed.TotalMilliseconds, (int)Elapsed().TotalMilliseconds);
    }

    private async Task GiveBackAsync(CancellationToken cancellationToken)
    {
        var left = Elapsed();
        await WithinAsync(limit => frontier.ReleaseOwnerAsync(options.Owner, graceful: true, active.QuietFor, limit), "giving the domains back");
        LogGivenBack((int)left.TotalMilliseconds, (int)Elapsed().TotalMilliseconds);
    }

    private TimeSpan Elapsed() => time.GetElapsedTime(_began);

    /// <summary>Takes a step that may take what is left of the whole.</summary>
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

    [LoggerMessage(Level = LogLevel.Debug, Message = "Nothing was in flight any more after {Landed} ms, and all was committed after {Committed} ms")]
    private partial void LogLanded(int landed, int committed);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The silo was no member any more after {Left} ms, and its domains were given back after {Released} ms")]
    private partial void LogGivenBack(int left, int released);

    [LoggerMessage(Message = "The silo stops without {Step}; what it held is served again elsewhere: {Reason}")]
    private partial void LogNotDone(LogLevel level, string step, string reason);
}
