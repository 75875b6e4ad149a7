using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Thresher.Grains.Contracts;
using Thresher.Storage;

namespace Thresher.Grains.Ownership;

/// <summary>
/// Gives domains to silos that own fewer, a bounded number at a time: a silo that joins gets its share of those at work,
/// which would otherwise stay where they are for as long as they have work. What is on the wire lands first, and the new
/// owner counts the delay from the last request, so no host notices. A domain moves only after it has fetched something where it is: one
/// that is moved is never starved.
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

    /// <summary>Of what it owns a silo gives at most this part at once; a silo that had all is down to half in some 25 s.</summary>
    private const int PartAtOnce = 8;

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
                // Of a store that is away the sweep tells.
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

        var domains = active.Look().Where(domain => domain.Epoch != 0).ToList();
        owned[self.SiloAddress] = here - domains.Count(domain => domain.Activity == DomainView.Leaving);
        var movable = new Queue<DomainView>(domains
            .Where(domain => domain.Fetched > 0 && domain.Activity != DomainView.Leaving)
            .OrderBy(domain => domain.InFlight)
            .ThenByDescending(domain => domain.Fetched));
        foreach (var (silo, count) in FairShare.Plan(owned, self.SiloAddress, Math.Max(LeastAtOnce, here / PartAtOnce)))
        {
            LogGiving(Math.Min(count, movable.Count), SiloOwner.Of(silo), owned[silo], owned[self.SiloAddress]);
            for (var moved = 0; moved < count && movable.TryDequeue(out var domain); moved++)
            {
                await grains.GetGrain<IDomainGrain>(domain.Domain).MoveTo(silo);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Gives {Count} domains to {Silo}, which owns {Theirs}; {Own} are owned here")]
    private partial void LogGiving(int count, string silo, int theirs, int own);

    [LoggerMessage(Message = "Domains could not be balanced and are again in a moment: {Reason}")]
    private partial void LogFailed(LogLevel level, string reason);
}
