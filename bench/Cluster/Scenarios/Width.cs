using System.Diagnostics;
using System.Globalization;
using Thresher.Bench.Cluster.Setting;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;
using Thresher.TestWeb.Truth;

namespace Thresher.Bench.Cluster.Scenarios;

/// <summary>
/// 2,000 domains at one request a second each, on three silos. What this machine's processor allows follows from how
/// busy all of it is meanwhile: the web, which is this process, and the database use it too. Without delay the same web
/// is crawled for comparison only, since domains then take turns in bursts and cost more or less each.
/// </summary>
internal static class Width
{
    private const int Domains = 2000;
    private const int PagesPerDomain = 400;
    private const int Silos = 3;
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(5);

    /// <param name="args">Seconds to warm up and to measure, 30 each by default; then "both" to crawl without delay as well.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var numbers = args.Where(arg => int.TryParse(arg, out _)).Select(arg => int.Parse(arg, CultureInfo.InvariantCulture)).ToList();
        var (warm, measure) = (numbers.ElementAtOrDefault(0) is > 0 and var first ? first : 30, numbers.ElementAtOrDefault(1) is > 0 and var second ? second : 30);
        await using var rig = await Rig.StartAsync(cancellationToken);
        if (args.Contains("both"))
        {
            await CrawlAsync(rig, TimeSpan.Zero, warm, measure, cancellationToken);
        }

        var (rate, busy) = await CrawlAsync(rig, Delay, warm, measure, cancellationToken);
        var theoretical = Math.Min(Domains / Delay.TotalSeconds, rate / busy);
        Rig.Say($"{rate:0} of {theoretical:0} requests/s, the smaller of what politeness and the processor allow: {rate / theoretical:0.00} (target: 0.95)");
    }

    private static async Task<(double Rate, double Busy)> CrawlAsync(Rig rig, TimeSpan delay, int warm, int measure, CancellationToken cancellationToken)
    {
        await using var web = await SyntheticWeb.StartAsync(new SyntheticWebOptions { Hosts = Domains, PagesPerHost = PagesPerDomain }, cancellationToken);
        var database = await rig.CreateAsync("width", cancellationToken);
        await rig.AddAsync(Silos, database, cancellationToken);
        await Rig.CrawlAsync(database, web, delay, cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(warm), cancellationToken);

        using var self = Process.GetCurrentProcess();
        var processor = (Web: self.TotalProcessorTime, Silos: rig.Silos.Sum(silo => silo.Processor.TotalSeconds));
        var idle = IdleTicks();
        var (began, from) = (TimeProvider.System.GetTimestamp(), web.Ledger.Count);
        await Task.Delay(TimeSpan.FromSeconds(measure), cancellationToken);
        var (took, requests) = (TimeProvider.System.GetElapsedTime(began).TotalSeconds, web.Ledger.Count - from);
        var busy = 1 - ((IdleTicks() - idle) / 100.0 / took / Environment.ProcessorCount);
        self.Refresh();
        var (webTime, siloTime) = ((self.TotalProcessorTime - processor.Web).TotalSeconds, rig.Silos.Sum(silo => silo.Processor.TotalSeconds) - processor.Silos);
        var memory = rig.Silos.Max(silo => silo.Memory) / (1 << 20);
        await rig.KillAsync();
        var rate = requests / took;
        var ledger = web.Ledger.Analyze();
        Rig.Say($"delay {delay.TotalSeconds:0.#} s: {rate:0} requests/s, {ledger.Hosts.Count} domains; processor {busy * 100:0} % busy; per request: silos {siloTime / requests * 1e6:0} us, web {webTime / requests * 1e6:0} us; largest silo {memory} MiB; violations {ledger.Violations(delay, Tolerance).Count}");
        return (rate, busy);
    }

    /// <summary>Hundredths of a second that the processors were idle since the machine started (proc(5), /proc/stat).</summary>
    private static long IdleTicks() =>
        long.Parse(File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[4], CultureInfo.InvariantCulture);
}
