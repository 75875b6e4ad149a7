using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Thresher.Bench.Cluster.Setting;

namespace Thresher.Bench.Cluster.Scenarios;

/// <summary>Whole crawls of served sites, embedded on SQLite and with one silo on PostgreSQL, in turn, as bench/WholeCrawl/run does them.</summary>
internal static class Throughput
{
    /// <param name="args">Rounds, 3 by default; then sites.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 3;
        string[] sites = args.Length > 1 ? args[1..] : ["http://127.0.10.3:8080/", "http://127.0.10.4:8080/", "http://127.0.10.8:8080/"];
        await using var rig = await Rig.StartAsync(cancellationToken);
        var rates = sites.ToDictionary(site => site, _ => (Embedded: new List<double>(), Cluster: new List<double>()));
        for (var round = 0; round < rounds; round++)
        {
            foreach (var site in sites)
            {
                rates[site].Embedded.Add(await EmbeddedAsync(site, cancellationToken));
                rates[site].Cluster.Add(await ClusterAsync(rig, site, cancellationToken));
            }
        }

        foreach (var (site, (embedded, cluster)) in rates)
        {
            Rig.Say($"{site}: embedded {Figures.Median(embedded):0} pages/s, one silo on PostgreSQL {Figures.Median(cluster):0}, ratio {Figures.Median(cluster) / Figures.Median(embedded):0.00} (target: 0.70)");
        }
    }

    private static async Task<double> EmbeddedAsync(string site, CancellationToken cancellationToken)
    {
        var data = Directory.CreateTempSubdirectory("thresher-bench-");
        try
        {
            return await CrawlAsync(site, ["--data", data.FullName], cancellationToken);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static async Task<double> ClusterAsync(Rig rig, string site, CancellationToken cancellationToken)
    {
        var database = await rig.CreateAsync("throughput", cancellationToken);
        await rig.AddAsync(1, database, cancellationToken);
        var rate = await CrawlAsync(site, ["--cluster", database], cancellationToken);
        await rig.KillAsync();
        return rate;
    }

    private static async Task<double> CrawlAsync(string site, string[] where, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet",
        [
            "exec", Built.Client, "crawl", site, "--name", "bench", .. where,
            "--delay", "0", "--per-domain", "32", "--ignore-robots", "--allow-private", "--json",
        ])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"the crawl of {site} ended with {process.ExitCode}: {(await errors).Trim().Split('\n')[^1]}");
        }

        var status = JsonDocument.Parse(output).RootElement;
        Rig.Say($"  {site} {where[0]}: {status.GetProperty("fetched").GetInt64()} pages in {status.GetProperty("seconds").GetDouble():0.0} s");
        return status.GetProperty("fetched").GetInt64() / status.GetProperty("seconds").GetDouble();
    }
}
