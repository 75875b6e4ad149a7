using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Thresher.Bench.Cluster.Setting;

namespace Thresher.Bench.Cluster.Scenarios;

/// <summary>
/// Whole crawls of served sites, embedded on SQLite and with one silo on PostgreSQL, in turn, as bench/WholeCrawl/run does
/// them. The silo stays, as silos do: its first crawl of each site, while it is still being compiled, is reported separately.
/// </summary>
internal static class Throughput
{
    /// <param name="args">Rounds, 3 by default; then sites.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 3;
        string[] sites = args.Length > 1 ? args[1..] : ["http://127.0.10.3:8080/", "http://127.0.10.4:8080/", "http://127.0.10.8:8080/"];
        await using var rig = await Rig.StartAsync(cancellationToken);
        var database = await rig.CreateAsync("throughput", cancellationToken);
        await rig.AddAsync(1, database, cancellationToken);
        var rates = sites.ToDictionary(site => site, _ => (Embedded: new List<double>(), Cluster: new List<double>()));
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var site in sites)
            {
                rates[site].Embedded.Add(await EmbeddedAsync(site, cancellationToken));
                rates[site].Cluster.Add(await CrawlAsync(site, $"bench-{round}-{new Uri(site).Host}", ["--cluster", database], cancellationToken));
            }
        }

        foreach (var (site, (embedded, cluster)) in rates)
        {
            var (one, other) = (Figures.Median(cluster.Skip(1)), Figures.Median(embedded.Skip(1)));
            Rig.Say($"{site}: embedded {other:0} pages/s, one silo on PostgreSQL {one:0}, ratio {one / other:0.00} (target: 0.70); in its first crawl {cluster[0] / other:0.00}");
        }
    }

    private static async Task<double> EmbeddedAsync(string site, CancellationToken cancellationToken)
    {
        var data = Directory.CreateTempSubdirectory("thresher-bench-");
        try
        {
            return await CrawlAsync(site, "bench", ["--data", data.FullName], cancellationToken);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static async Task<double> CrawlAsync(string site, string name, string[] where, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Built.Client,
        [
            "crawl", site, "--name", name, .. where,
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
