using System.Text.Json;
using Thresher.Tests.EndToEnd.Chaos;

namespace Thresher.Tests.EndToEnd.Rig;

/// <summary>Where a test's crawls run and are kept: the embedded silo over a data directory, or a cluster of silos.</summary>
public sealed class CrawlPlace : IAsyncDisposable
{
    private const int Silos = 3;
    private readonly TemporaryDirectory? _data;

    private CrawlPlace(TemporaryDirectory? data, ChaosCluster? cluster) => (_data, Cluster) = (data, cluster);

    /// <summary>The cluster; null for the embedded silo.</summary>
    public ChaosCluster? Cluster { get; }

    /// <summary>The embedded silo's data directory; null for a cluster.</summary>
    public string? Data => _data?.Path;

    private string[] Where => Cluster is null ? ["--data", _data!.Path] : ["--cluster", Cluster.Database.ConnectionString];

    /// <summary>Makes one; a cluster serves when this returns. Skips the test where there is no PostgreSQL for it.</summary>
    /// <param name="cluster">Whether it is a cluster.</param>
    /// <param name="secrets">The variables and directories from which its silos give jobs their secrets, by commas; null for none.</param>
    public static async Task<CrawlPlace> StartAsync(bool cluster, string? secrets = null) =>
        cluster ? new CrawlPlace(null, await ChaosCluster.StartAsync(Silos, secrets: secrets)) : new CrawlPlace(new TemporaryDirectory(), null);

    /// <summary>Starts a command there.</summary>
    public ThresherProcess Start(params string[] arguments) => ThresherProcess.Start([.. arguments, .. Where]);

    /// <summary>Kills a process that is there for the crawl: the embedded silo, or one silo of the cluster, which starts again, and the console.</summary>
    /// <param name="console">The process of the command.</param>
    /// <param name="turn">Which silo.</param>
    /// <returns>Process id of the silo that was killed.</returns>
    public async Task<int> KillAsync(ThresherProcess console, int turn)
    {
        var killed = console.Id;
        if (Cluster is not null)
        {
            var silo = Cluster.Silos[turn % Silos];
            killed = silo.Id;
            await silo.KillAsync();
            await silo.EnsureStartedAsync();
        }

        await console.KillAsync();
        return killed;
    }

    /// <summary>Runs a command there, which must succeed.</summary>
    /// <returns>The lines of its output.</returns>
    public async Task<string[]> RunAsync(params string[] arguments)
    {
        await using var process = Start(arguments);
        await process.ExitAsync();
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', arguments)}\n{process.Output}\n{process.Errors}");
        return process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Runs a command that writes one JSON document.</summary>
    public async Task<JsonElement> AskAsync(params string[] arguments) => Parse(Assert.Single(await RunAsync([.. arguments, "--json"])));

    /// <summary>The pages of a crawl, as exported, by URL.</summary>
    public async Task<Dictionary<string, JsonElement>> PagesAsync(string crawl, params string[] options) =>
        (await RunAsync(["export", crawl, .. options])).Select(Parse).ToDictionary(page => page.GetProperty("url").GetString()!);

    public async ValueTask DisposeAsync()
    {
        _data?.Dispose();
        if (Cluster is not null)
        {
            await Cluster.DisposeAsync();
        }
    }

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;
}
