using Thresher.Tests.EndToEnd.Rig;

namespace Thresher.Tests.EndToEnd.Chaos;

/// <summary>The blows that need a <see cref="Lan"/>.</summary>
public sealed partial class Nemesis
{
    /// <summary>The LAN that the cluster runs on.</summary>
    public Lan? Lan { get; init; }

    /// <summary>How long a cut lasts at least.</summary>
    public TimeSpan LeastCut { get; init; }

    /// <summary>
    /// Cuts one silo off until others serve its domains, and heals the cut. The silo may have ended by then; as after any
    /// blow, it is started again.
    /// </summary>
    private async Task PartitionAsync(Blow blow)
    {
        var silo = await BusyAsync();
        var orphans = await cluster.OwnedByAsync(silo);
        Say($"{blow} of {silo.Name}, {orphans.Count} orphans");
        Recovery.Orphan(orphans);
        var began = TimeProvider.System.GetTimestamp();
        foreach (var (from, to) in Cuts(blow, silo.Host!))
        {
            await Lan!.CutAsync(from, to);
        }

        await GivenUpAsync(silo, orphans);
        Say("its domains are free");
        await ServedAgainAsync(orphans, web.Ledger.Count);
        Say("others serve them");
        if (TimeProvider.System.GetElapsedTime(began) is var cut && cut < LeastCut)
        {
            await Task.Delay(LeastCut - cut);
        }

        await Lan!.HealAsync();
        Say($"healed, {silo.Name} {(silo.IsAlive ? "lives" : "has ended")}");
        await web.SeenAsync(web.Ledger.Count + web.Options.Hosts, crawl);
        await cluster.AllServeAsync();
    }

    private IEnumerable<(LanHost From, LanHost To)> Cuts(Blow blow, LanHost silo)
    {
        var silos = cluster.Silos.Select(other => other.Host!).Where(other => other != silo);
        var database = Lan!.Hosts[^1];
        return blow switch
        {
            Blow.CutFromSilos => silos.SelectMany(BothWays),
            Blow.CutFromDatabase => BothWays(database),
            Blow.CutOneWay => silos.Select(other => (other, silo)),
            _ => silos.Append(database).Append(Lan.Machine).SelectMany(BothWays),
        };

        IEnumerable<(LanHost, LanHost)> BothWays(LanHost other) => [(silo, other), (other, silo)];
    }

    /// <summary>Waits until the silo owns none of these domains that has work left.</summary>
    private async Task GivenUpAsync(SiloSlot silo, IReadOnlyList<string> orphans)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(LimitSeconds));
        while (!crawl.HasExited && (await cluster.OwnedByAsync(silo)).Intersect(orphans).Any())
        {
            Assert.False(limit.IsCancellationRequested, $"{silo.Name} keeps its domains although it is cut off");
            await Task.Delay(50);
        }
    }
}
