using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb;

namespace Thresher.Tests.EndToEnd.Chaos;

/// <summary>
/// Does harm to a cluster, one blow after the other. Each blow begins and ends with something seen, not with time: so
/// many requests more, the orphans served by others.
/// </summary>
public sealed partial class Nemesis(ChaosCluster cluster, SyntheticWeb web, ThresherProcess crawl, Random random, Action<string> log)
{
    private const int LimitSeconds = 120;
    private readonly long _began = TimeProvider.System.GetTimestamp();

    /// <summary>Whether the orphans of one killed silo are served before the next blow; else it comes as soon as the silo is back.</summary>
    public bool IsPatient { get; init; }

    /// <summary>SIGKILLs of silos so far.</summary>
    public int Kills { get; private set; }

    /// <summary>How soon the orphans of killed silos were served.</summary>
    public Recovery Recovery { get; } = new();

    /// <summary>Strikes one blow after the other, some requests apart.</summary>
    /// <returns>How many before the crawl ended.</returns>
    public async Task<int> StrikeAllAsync(IReadOnlyList<Blow> blows)
    {
        var struck = 0;
        while (struck < blows.Count && await StrikeAsync(blows[struck], random.Next(1, web.Options.Hosts / 2)))
        {
            struck++;
        }

        return struck;
    }

    /// <summary>Waits for so many requests more, and strikes.</summary>
    /// <returns>False when the crawl ended first.</returns>
    public async Task<bool> StrikeAsync(Blow blow, int requests)
    {
        if (!await web.SeenAsync(web.Ledger.Count + requests, crawl))
        {
            return false;
        }

        await (blow switch
        {
            Blow.KillOne => KillOneAsync(),
            Blow.KillAll => KillAllAsync(),
            Blow.Freeze => FreezeAsync(),
            Blow.KillDatabase => KillDatabaseAsync(),
            Blow.Terminate => TerminateAsync(),
            Blow.RollingRestart => RestartAsync(),
            Blow.AddSilo => AddAsync(),
            _ => PartitionAsync(blow),
        });
        return true;
    }

    private async Task KillOneAsync()
    {
        var silo = Choose();
        var orphans = await cluster.OwnedByAsync(silo);
        Say($"kill {silo.Name}, {orphans.Count} orphans");
        var from = web.Ledger.Count;
        Recovery.Orphan(orphans);
        await silo.KillAsync();
        Kills++;
        if (IsPatient)
        {
            await ServedAgainAsync(orphans, from);
        }

        await cluster.AllServeAsync();
    }

    private async Task TerminateAsync()
    {
        var silo = await BusyAsync();
        var orphans = await cluster.OwnedByAsync(silo);
        Say($"terminate {silo.Name}, {orphans.Count} orphans");
        var from = web.Ledger.Count;
        Recovery.Orphan(orphans);
        await silo.TerminateAsync();
        await ServedAgainAsync(orphans, from);
        await cluster.AllServeAsync();
    }

    private async Task KillAllAsync()
    {
        Say("kill all silos");
        foreach (var silo in cluster.Silos)
        {
            await silo.KillAsync();
            Kills++;
        }

        await cluster.AllServeAsync();
    }

    private async Task FreezeAsync()
    {
        var silo = await BusyAsync();
        var orphans = await cluster.OwnedByAsync(silo);
        Say($"freeze {silo.Name}, {orphans.Count} orphans");
        var from = web.Ledger.Count;
        Recovery.Orphan(orphans);
        silo.Freeze();
        await ServedAgainAsync(orphans, from);
        Say($"thaw {silo.Name}");
        silo.Thaw();
        await web.SeenAsync(web.Ledger.Count + web.Options.Hosts, crawl);
        await cluster.AllServeAsync();
    }

    private async Task KillDatabaseAsync()
    {
        Say("kill the database");
        await cluster.Database.KillAsync();
        await cluster.Database.StartAsync();
        await web.SeenAsync(web.Ledger.Count + web.Options.Hosts, crawl);
    }

    private async Task RestartAsync()
    {
        foreach (var silo in cluster.Silos)
        {
            Say($"restart {silo.Name}");
            if (silo.IsAlive)
            {
                await silo.TerminateAsync();
            }

            await silo.EnsureStartedAsync();
            await silo.ServesAsync();
        }
    }

    private async Task AddAsync()
    {
        var silo = await cluster.AddAsync();
        Say($"add {silo.Name}");
        await silo.ServesAsync();
    }

    private SiloSlot Choose()
    {
        var alive = cluster.Silos.Where(silo => silo.IsAlive).ToArray();
        return alive[random.Next(alive.Length)];
    }

    /// <summary>A silo that has something to lose; one that has just started has nothing yet.</summary>
    private async Task<SiloSlot> BusyAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(LimitSeconds));
        while (true)
        {
            var silo = Choose();
            if (crawl.HasExited || (await cluster.OwnedByAsync(silo)).Count > 0)
            {
                return silo;
            }

            Assert.False(limit.IsCancellationRequested, "no silo owns anything");
            await Task.Delay(50);
        }
    }

    /// <summary>Waits until each orphan that still has work was asked for something by somebody else.</summary>
    private async Task ServedAgainAsync(IReadOnlyList<string> orphans, long from)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(LimitSeconds));
        while (!crawl.HasExited)
        {
            var served = web.Ledger.Entries(from).Select(request => request.Host).ToHashSet();
            string[] waiting = [.. orphans.Except(served)];
            if (waiting.Length == 0
                || (await cluster.Database.ListAsync<string>("SELECT key FROM domains WHERE key = ANY($1) AND pending > 0", (object)waiting)).Count == 0)
            {
                return;
            }

            Assert.False(limit.IsCancellationRequested, $"nobody serves {string.Join(", ", waiting)}");
            await Task.Delay(50);
        }
    }

    private void Say(string text) =>
        log($"{TimeProvider.System.GetElapsedTime(_began).TotalSeconds,6:0.0} s, {web.Ledger.Count,6} requests: {text}");
}
