using Microsoft.Extensions.Logging;
using Thresher.Committing;
using Thresher.Frontier;
using Thresher.Storage;

namespace Thresher.Hosting;

/// <summary>
/// The bounded stop: dispatching ends, what is in flight has two seconds and is then called back, the commits are
/// written, and every domain is given back, so that the next owner need not wait for a lease to run out.
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

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(SiloDrain), ServiceLifecycleStage.Active, StartAsync, StopAsync);

    /// <summary>
    /// Takes back what an owner of this name held before it died: nobody else uses the name. In a cluster each
    /// incarnation has its own, and a store that is away just now must not end the start.
    /// </summary>
    private Task StartAsync(CancellationToken cancellationToken) =>
        options.WaitsForStore ? Task.CompletedTask : frontier.ReleaseOwnerAsync(options.Owner, graceful: false, _ => TimeSpan.Zero, cancellationToken);

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        var began = time.GetTimestamp();
        await slots.DrainAsync(Grace, time);
        var landed = time.GetElapsedTime(began);
        await WithinAsync(commits.DisposeAsync().AsTask(), limit.Token, "writing the last commits");
        var committed = time.GetElapsedTime(began);
        await WithinAsync(frontier.ReleaseOwnerAsync(options.Owner, graceful: true, active.QuietFor, limit.Token), limit.Token, "giving the domains back");
        LogDrained((int)landed.TotalMilliseconds, (int)committed.TotalMilliseconds, (int)time.GetElapsedTime(began).TotalMilliseconds);
    }

    private async Task WithinAsync(Task step, CancellationToken limit, string name)
    {
        try
        {
            await step.WaitAsync(limit);
        }
        catch (Exception failure) when (failure is OperationCanceledException or StoreException)
        {
            LogNotDone(
                options.WaitsForStore ? LogLevel.Warning : LogLevel.Debug,
                name,
                failure is StoreException ? failure.Message : "the store did not answer in time");
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Nothing was in flight any more after {Landed} ms, all was committed after {Committed} ms and given back after {Released} ms")]
    private partial void LogDrained(int landed, int committed, int released);

    [LoggerMessage(Message = "The silo stops without {Step}; what it held is served again elsewhere: {Reason}")]
    private partial void LogNotDone(LogLevel level, string step, string reason);
}
