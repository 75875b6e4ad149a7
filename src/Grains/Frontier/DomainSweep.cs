using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Thresher.Grains.Configuration;
using Thresher.Grains.Ownership;
using Thresher.Storage;

namespace Thresher.Grains.Frontier;

/// <summary>
/// Revival: wakes the domains that have work due and no live owner, whatever became of those who should have. When
/// a silo dies, or the whole cluster starts cold, nobody else is left to do it. Also beats the silo's heart.
/// </summary>
internal sealed partial class DomainSweep(
    IDomainOwners owners,
    DomainWaker waker,
    WakeHints hints,
    ActiveDomains active,
    OrphanedDomains orphaned,
    IClusterMembershipService membership,
    ILocalSiloDetails self,
    FetchSlots slots,
    StoreFaults faults,
    ThresherOptions options,
    TimeProvider time,
    ILogger<DomainSweep> logger) : BackgroundService
{
    private const int Batch = 500;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReminderInterval = TimeSpan.FromSeconds(10);

    private readonly WakeTurns _turns = new(time);
    private long? _awaySince;
    private long _saidAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // In a cluster the heartbeat has a service of its own, which waits for nothing else.
        var beats = options.OwnershipTrust == Timeout.InfiniteTimeSpan;
        var renewedAt = time.GetTimestamp();
        while (!slots.Draining.IsCancellationRequested && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (beats && time.GetElapsedTime(renewedAt) >= options.Heartbeat)
                {
                    var began = time.GetTimestamp();
                    await owners.RenewAsync(options.Owner, options.DomainLease, stoppingToken);
                    renewedAt = began;
                }

                await SweepAsync(stoppingToken);
                Back();
            }
            catch (Exception failure) when (failure is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                faults.Report(failure);
                Away(failure);
            }

            await Task.Delay(_awaySince is null ? Interval : RetryInterval, time, stoppingToken);
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        foreach (var domain in await orphaned.FindAsync(cancellationToken))
        {
            LogOrphaned(domain);
            if (!active.Has(domain))
            {
                await owners.DisownAsync(options.Owner, domain, cancellationToken);
            }

            waker.Wake(domain);
        }

        hints.SendReserved();

        // Those under way are due as well until they have acquired themselves: the others come after them.
        var room = Math.Min(Math.Min(options.ActiveDomains - active.Count, Batch), DomainWaker.Most - waker.UnderWay);
        var wanted = Math.Max(room, 0) + waker.UnderWay + TurnsAtOnce();
        var due = await owners.DueDomainsAsync(wanted, cancellationToken);
        var silos = membership.CurrentSnapshot.Members.Values.Where(member => member.Status == SiloStatus.Active).Select(member => member.SiloAddress);
        var waiting = _turns.Take(due, silos, self.SiloAddress).Where(domain => !waker.IsWaking(domain)).ToList();
        foreach (var domain in waiting.Take(Math.Max(room, 0)))
        {
            waker.Wake(domain);
        }

        if (waiting.Count > room && active.Count >= options.ActiveDomains)
        {
            active.MakeRoom(Math.Min(waiting.Count - Math.Max(room, 0), TurnsAtOnce()));
        }
    }

    /// <summary>Domains that make room for others at one sweep: a turn's worth of sweeps changes all.</summary>
    private int TurnsAtOnce() => Math.Max(1, (int)(options.ActiveDomains * Interval / ActiveDomains.Turn));

    /// <summary>Says once that the store is away, then now and then that it still is.</summary>
    private void Away(Exception failure)
    {
        _awaySince ??= time.GetTimestamp();
        if (_saidAt == 0 || time.GetElapsedTime(_saidAt) >= ReminderInterval)
        {
            _saidAt = time.GetTimestamp();
            LogAway((int)time.GetElapsedTime(_awaySince.Value).TotalSeconds, failure.Message);
        }
    }

    private void Back()
    {
        if (_awaySince is { } since)
        {
            LogBack((int)time.GetElapsedTime(since).TotalSeconds);
            _awaySince = null;
            _saidAt = 0;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Domain} was owned here and served by no grain; it is woken anew")]
    private partial void LogOrphaned(string domain);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store has not answered for {Seconds} s and is asked again every second: {Reason}")]
    private partial void LogAway(int seconds, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The store answers again after {Seconds} s")]
    private partial void LogBack(int seconds);
}
