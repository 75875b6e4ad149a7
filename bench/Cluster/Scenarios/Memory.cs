using System.Globalization;
using Thresher.Bench.Cluster.Setting;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;

namespace Thresher.Bench.Cluster.Scenarios;

/// <summary>Resident memory of silos that crawl the same 2,000 domains among 100,000 and among 10 million URLs.</summary>
internal static class Memory
{
    private const int Silos = 3;
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Sample = TimeSpan.FromMilliseconds(500);

    /// <param name="args">Rows of the large database, 10 million by default.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var large = args.Length > 0 ? long.Parse(args[0], CultureInfo.InvariantCulture) : 10_000_000;
        await using var rig = await Rig.StartAsync(cancellationToken);
        await using var web = await SyntheticWeb.StartAsync(
            new SyntheticWebOptions { Hosts = FrontierRows.Domains, PagesPerHost = 1, Port = FrontierRows.Port }, cancellationToken);
        var few = await MeasureAsync(rig, web, 100_000, cancellationToken);
        var many = await MeasureAsync(rig, web, large, cancellationToken);
        Rig.Say($"ratio {many / few:0.00} (target: 0.80 to 1.20)");
    }

    private static async Task<double> MeasureAsync(Rig rig, SyntheticWeb web, long rows, CancellationToken cancellationToken)
    {
        var database = await FrontierRows.EnsureAsync(rig, rows, cancellationToken);
        await rig.AddAsync(Silos, database, cancellationToken);
        await Task.Delay(Warm, cancellationToken);
        var from = web.Ledger.Count;
        var samples = rig.Silos.ConvertAll(_ => new List<double>());
        for (var began = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(began) < Measured; await Task.Delay(Sample, cancellationToken))
        {
            for (var i = 0; i < samples.Count; i++)
            {
                samples[i].Add(rig.Silos[i].Memory / 1048576.0);
            }
        }

        var rate = (web.Ledger.Count - from) / Measured.TotalSeconds;
        await rig.KillAsync();
        Rig.Say($"{rows:N0} rows: {string.Join(" / ", samples.Select(silo => Figures.Median(silo).ToString("0", CultureInfo.InvariantCulture)))} MiB, {rate:0} pages/s");
        return samples.Average(Figures.Median);
    }
}
