using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Thresher.Grains.Contracts;
using Thresher.Storage;

namespace Thresher.Grains.Ownership;

/// <summary>
/// Moves domains to silos that own fewer, a bounded number at a time: a silo that joins gets its share of the active ones,
/// which would otherwise stay where they are for as long as they have work. Requests in flight complete first, and the new
/// owner counts the delay from the last request, so the delay holds. A domain moves only after it has fetched something
/// on its silo, so a domain that moves is never starved.
/// </summary>
internal sealed partial class DomainBalance(
    IClusterMembershipService membership,
    IOwnerShares shares,
    IGrainFactory grains,
    ActiveDomains active,
    FetchSlots slots,
    ILocalSiloDetails self,
    TimeProvider time,
    ILogger<DomainBalance> logger) : BackgroundService
{
    private const int LeastAtOnce = 16;

    /// <summary>A silo moves at most this fraction of its domains at once; one that owned all of them owns half after some 25 s.</summary>
    private const int FractionAtOnce = 8;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!slots.Draining.IsCancellationRequested)
        {
            await Task.Delay(Interval, time, stoppingToken);
            try
            {
                await BalanceAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                // The sweep reports an unavailable store.
                LogFailed(failure is StoreException ? LogLevel.Debug : LogLevel.Warning, failure.Message);
            }
        }
    }

    private async Task BalanceAsync(CancellationToken cancellationToken)
    {
        var byName = await shares.SharesAsync(cancellationToken);
        var owned = membership.CurrentSnapshot.Members.Values
            .Where(member => member.Status == SiloStatus.Active && byName.ContainsKey(SiloOwner.Of(member.SiloAddress)))
            .ToDictionary(member => member.SiloAddress, member => byName[SiloOwner.Of(member.SiloAddress)]);
        if (owned.Count < 2 || !owned.TryGetValue(self.SiloAddress, out var here))
        {
            return;
        }

        var domains = active.Views().Where(domain => domain.Epoch != 0).ToList();
        owned[self.SiloAddress] = here - domains.Count(domain => domain.Activity == DomainView.Leaving);
        var movable = new Queue<DomainView>(domains
            .Where(domain => domain.Fetched > 0 && domain.Activity != DomainView.Leaving)
            .OrderBy(domain => domain.InFlight)
            .ThenByDescending(domain => domain.Fetched));
        foreach (var (silo, count) in FairShare.Plan(owned, self.SiloAddress, Math.Max(LeastAtOnce, here / FractionAtOnce)))
        {
            LogMoving(Math.Min(count, movable.Count), SiloOwner.Of(silo), owned[silo], owned[self.SiloAddress]);
            for (var moved = 0; moved < count && movable.TryDequeue(out var domain); moved++)
            {
                await grains.GetGrain<IDomainGrain>(domain.Domain).MoveTo(silo);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Moving {Count} domains to {Silo}, which owns {Theirs}; this silo owns {Own}")]
    private partial void LogMoving(int count, string silo, int theirs, int own);

    [LoggerMessage(Message = "Rebalancing failed and will be tried again: {Reason}")]
    private partial void LogFailed(LogLevel level, string reason);
}
