using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb;
using Thresher.TestWeb.Database;

namespace Thresher.Tests.EndToEnd.Chaos;

/// <summary>A database and the silos on it.</summary>
public sealed class ChaosCluster : IAsyncDisposable
{
    private const int LimitSeconds = 120;
    private readonly Lan? _lan;
    private readonly string? _secrets;

    private ChaosCluster(PrivatePostgres database, Lan? lan, string? secrets) => (Database, _lan, _secrets) = (database, lan, secrets);

    /// <summary>The database.</summary>
    public PrivatePostgres Database { get; }

    /// <summary>The silos' places.</summary>
    public List<SiloSlot> Silos { get; } = [];

    /// <summary>Everything the silos logged before they ended.</summary>
    public string Log => string.Concat(Silos.Select(silo => silo.Log));

    /// <summary>Starts a database and so many silos, and waits for them.</summary>
    /// <param name="silos">How many.</param>
    /// <param name="lan">A LAN whose last host is the database's and whose others are the silos'; null for the loopback address.</param>
    /// <param name="secrets">The variables and directories from which the silos give jobs their secrets, by commas; null for none.</param>
    public static async Task<ChaosCluster> StartAsync(int silos, Lan? lan = null, string? secrets = null)
    {
        var database = lan is null ? new PrivatePostgresOptions() : new PrivatePostgresOptions { Address = lan.Hosts[^1].Address, Launcher = lan.Hosts[^1].Launcher };
        var cluster = new ChaosCluster(await DatabaseServer.StartNewAsync(database), lan, secrets);
        for (var i = 0; i < silos; i++)
        {
            await cluster.AddAsync();
        }

        await cluster.AllServeAsync();
        return cluster;
    }

    /// <summary>Starts one silo more.</summary>
    public async Task<SiloSlot> AddAsync()
    {
        var silo = new SiloSlot($"silo {Silos.Count + 1}", Database.ConnectionString, FreePort.Take(3), _lan?.Hosts[Silos.Count], _secrets);
        Silos.Add(silo);
        await silo.EnsureStartedAsync();
        return silo;
    }

    /// <summary>
    /// Starts what is down and waits until all serve and the cluster counts each of them among its members. One that it
    /// took for dead ends as soon as it learns of it, and is started again.
    /// </summary>
    public async Task AllServeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(LimitSeconds));
        while (true)
        {
            foreach (var silo in Silos)
            {
                await silo.EnsureStartedAsync();
            }

            foreach (var silo in Silos)
            {
                await silo.ServesAsync();
            }

            var members = await Database.ListAsync<string>(
                "SELECT address || ':' || port || '@' || generation FROM orleansmembershiptable WHERE status = 3");
            if (Silos.All(silo => silo.Incarnation is { } incarnation && members.Contains(incarnation)))
            {
                return;
            }

            Assert.False(limit.IsCancellationRequested, $"the silos are not members: {string.Join(", ", members)}");
            await Task.Delay(100);
        }
    }

    /// <summary>The domains with work left that a silo owns.</summary>
    public Task<IReadOnlyList<string>> OwnedByAsync(SiloSlot silo) => Database.ListAsync<string>(
        "SELECT key FROM domains WHERE owner LIKE $1 AND pending > 0 ORDER BY key", silo.OwnerPrefix + "%");

    /// <summary>Starts the crawl of a web.</summary>
    public ChaosCrawl Crawl(SyntheticWeb web, TimeSpan delay, Action<string> log) => new(Database, web, delay, log) { SiloLogsAsync = StopAsync };

    /// <summary>Ends the silos, whatever state they are in.</summary>
    /// <returns>Everything they logged.</returns>
    public async Task<string> StopAsync()
    {
        foreach (var silo in Silos)
        {
            await silo.DisposeAsync();
        }

        return Log;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Database.DisposeAsync();
    }
}
