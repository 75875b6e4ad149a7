using System.Diagnostics;
using System.Globalization;
using Thresher.Bench.Cluster.Setting;
using Thresher.TestWeb;

namespace Thresher.Bench.Cluster.Scenarios;

/// <summary>
/// 2,000 domains at one request a second each, on three silos. What this machine's processor allows is measured first:
/// the same web, database and silos without any delay. The web, which is this process, and the database use the same processor.
/// </summary>
internal static class Width
{
    private const int Domains = 2000;
    private const int PagesPerDomain = 400;
    private const int Silos = 3;
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(5);

    /// <param name="args">Seconds to warm up and to measure each, 20 and 30 by default; "polite" or "ceiling" for one of both.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var numbers = args.Where(arg => int.TryParse(arg, out _)).Select(arg => int.Parse(arg, CultureInfo.InvariantCulture)).ToList();
        var (warm, measure) = (numbers.ElementAtOrDefault(0) is > 0 and var first ? first : 20, numbers.ElementAtOrDefault(1) is > 0 and var second ? second : 30);
        await using var rig = await Rig.StartAsync(cancellationToken);
        var ceiling = args.Contains("polite") ? double.NaN : await CrawlAsync(rig, TimeSpan.Zero, warm, measure, cancellationToken);
        if (args.Contains("ceiling"))
        {
            return;
        }

        var rate = await CrawlAsync(rig, Delay, warm, measure, cancellationToken);
        var theoretical = double.IsNaN(ceiling) ? Domains / Delay.TotalSeconds : Math.Min(Domains / Delay.TotalSeconds, ceiling);
        Rig.Say($"{rate:0} of {theoretical:0} requests/s: {rate / theoretical:0.00} (target: 0.95)");
    }

    private static async Task<double> CrawlAsync(Rig rig, TimeSpan delay, int warm, int measure, CancellationToken cancellationToken)
    {
        await using var web = await SyntheticWeb.StartAsync(new SyntheticWebOptions { Hosts = Domains, PagesPerHost = PagesPerDomain }, cancellationToken);
        var database = await rig.CreateAsync("width", cancellationToken);
        await rig.AddAsync(Silos, database, cancellationToken);
        await Rig.CrawlAsync(database, web, delay, cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(warm), cancellationToken);

        using var self = Process.GetCurrentProcess();
        var processor = (Web: self.TotalProcessorTime, Silos: rig.Silos.Sum(silo => silo.Processor.TotalSeconds));
        var (began, from) = (TimeProvider.System.GetTimestamp(), web.Ledger.Count);
        await Task.Delay(TimeSpan.FromSeconds(measure), cancellationToken);
        var (took, requests) = (TimeProvider.System.GetElapsedTime(began).TotalSeconds, web.Ledger.Count - from);
        self.Refresh();
        var (webTime, siloTime) = ((self.TotalProcessorTime - processor.Web).TotalSeconds, rig.Silos.Sum(silo => silo.Processor.TotalSeconds) - processor.Silos);
        var memory = rig.Silos.Max(silo => silo.Memory) / (1 << 20);
        await rig.KillAsync();
        var rate = requests / took;
        var ledger = web.Ledger.Analyze();
        Rig.Say($"delay {delay.TotalSeconds:0.#} s: {rate:0} requests/s, {ledger.Hosts.Count} domains; processor per request: silos {siloTime / requests * 1e6:0} us, web {webTime / requests * 1e6:0} us; largest silo {memory} MiB; violations {ledger.Violations(delay, Tolerance).Count}");
        return rate;
    }
}
