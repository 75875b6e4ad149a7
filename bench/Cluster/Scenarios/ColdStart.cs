using Thresher.Bench.Cluster.Setting;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;
using Thresher.TestWeb.Truth;

namespace Thresher.Bench.Cluster.Scenarios;

/// <summary>All silos SIGKILLed in the middle of a crawl and others started on other ports: how soon it continues.</summary>
internal static class ColdStart
{
    private const int Domains = 200;
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    /// <param name="args">Seconds from the kill to the start of the others, 0 by default.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var down = args.Length > 0 ? int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture) : 0;
        await using var web = await SyntheticWeb.StartAsync(new SyntheticWebOptions { Hosts = Domains, PagesPerHost = 500 }, cancellationToken);
        await using var rig = await Rig.StartAsync(cancellationToken);
        var database = await rig.CreateAsync("cold", cancellationToken);
        await rig.AddAsync(3, database, cancellationToken);
        await Rig.CrawlAsync(database, web, Delay, cancellationToken);
        while (web.Ledger.Count < Domains * 8)
        {
            await Task.Delay(100, cancellationToken);
        }

        await rig.KillAsync();
        await Task.Delay(TimeSpan.FromSeconds(down), cancellationToken);
        var from = web.Ledger.Count;
        var began = TimeProvider.System.GetTimestamp();
        var asked = new Dictionary<string, double>();
        void Note(TestWeb.Ledger.RequestEntry request)
        {
            lock (asked)
            {
                asked.TryAdd(request.Host, TimeProvider.System.GetElapsedTime(began).TotalSeconds);
            }
        }

        web.OnRequest += Note;
        await rig.AddAsync(3, database, cancellationToken);
        Rig.Say($"three silos on other ports serve {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.0} s after their start");
        while (Count(asked) < Domains && TimeProvider.System.GetElapsedTime(began) < Limit)
        {
            await Task.Delay(100, cancellationToken);
        }

        List<double> times;
        lock (asked)
        {
            times = [.. asked.Values];
        }

        Rig.Say($"of {Domains} domains {times.Count} fetch again: first {times.Min():0.0} s, median {Figures.Median(times):0.0} s, 95 % {Figures.Quantile(times, 0.95):0.0} s, last {times.Max():0.0} s (target: 20 s)");
        var requests = web.Ledger.Analyze();
        Rig.Say($"requests {requests.Entries.Count} ({from} before the kill), politeness violations {requests.Violations(Delay, Tolerance).Count}");
    }

    private static int Count(Dictionary<string, double> asked)
    {
        lock (asked)
        {
            return asked.Count;
        }
    }
}
