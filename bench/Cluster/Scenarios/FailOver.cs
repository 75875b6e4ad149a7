using Thresher.Bench.Cluster.Setting;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;
using Thresher.TestWeb.Ledger;
using Thresher.TestWeb.Truth;

namespace Thresher.Bench.Cluster.Scenarios;

/// <summary>A silo SIGKILLed, again and again: how soon the others ask the hosts that it served.</summary>
internal static class FailOver
{
    private const int Domains = 90;
    private const int DefaultRounds = 5;
    private const int DefaultSilos = 3;
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <param name="args">Number of rounds, 5 by default; of silos, 3 by default.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var numbers = Array.ConvertAll(args, number => int.Parse(number, System.Globalization.CultureInfo.InvariantCulture));
        var (rounds, silos) = (numbers.Length > 0 ? numbers[0] : DefaultRounds, numbers.Length > 1 ? numbers[1] : DefaultSilos);
        await using var web = await SyntheticWeb.StartAsync(new SyntheticWebOptions { Hosts = Domains, PagesPerHost = 1500 }, cancellationToken);
        await using var rig = await Rig.StartAsync(cancellationToken);
        var database = await rig.CreateAsync("failover", cancellationToken);
        await rig.AddAsync(silos, database, cancellationToken);
        await Rig.CrawlAsync(database, web, Delay, cancellationToken);

        var all = new List<double>();
        for (var round = 1; round <= rounds; round++)
        {
            await SharedOutAsync(rig, database, cancellationToken);
            var times = await KillOneAsync(rig, database, web, cancellationToken);
            all.AddRange(times);
            Tell($"round {round}", times);
            await rig.AddAsync(1, database, cancellationToken);
        }

        Tell("all rounds", all);
        Rig.Say($"politeness violations {web.Ledger.Analyze().Violations(Delay, Tolerance).Count}");
    }

    /// <summary>Waits until each silo serves half of its share at least.</summary>
    private static async Task SharedOutAsync(Rig rig, string database, CancellationToken cancellationToken)
    {
        int[] shares;
        do
        {
            await Task.Delay(500, cancellationToken);
            shares = await rig.SharesAsync(database, cancellationToken);
        }
        while (shares.Sum() < Domains * 0.9 || shares.Min() < Domains / rig.Silos.Count / 2);
    }

    /// <returns>Seconds from the kill to the next request, of each host that the killed silo served.</returns>
    private static async Task<List<double>> KillOneAsync(Rig rig, string database, SyntheticWeb web, CancellationToken cancellationToken)
    {
        var killed = rig.Silos[0];
        var asked = new Dictionary<string, double>(StringComparer.Ordinal);
        var served = (await Rig.ListAsync<string>(
            database, $"SELECT key FROM domains WHERE owner LIKE '{killed.OwnerPrefix}%' AND pending > 0", cancellationToken)).ToHashSet(StringComparer.Ordinal);
        rig.Silos.RemoveAt(0);
        await killed.KillAsync();
        var began = TimeProvider.System.GetTimestamp();
        void Note(RequestEntry request)
        {
            lock (asked)
            {
                asked.TryAdd(request.Host, TimeProvider.System.GetElapsedTime(began).TotalSeconds);
            }
        }

        web.OnRequest += Note;
        List<double> times;
        do
        {
            await Task.Delay(20, cancellationToken);
            lock (asked)
            {
                times = [.. asked.Where(host => served.Contains(host.Key)).Select(host => host.Value)];
            }
        }
        while (times.Count < served.Count && TimeProvider.System.GetElapsedTime(began) < Limit);

        web.OnRequest -= Note;
        await killed.DisposeAsync();
        return [.. times, .. Enumerable.Repeat(Limit.TotalSeconds, served.Count - times.Count)];
    }

    private static void Tell(string what, List<double> times) => Rig.Say(
        $"{what}: {times.Count} domains of the killed silo are asked again after {Figures.Median(times):0.0} s (median), 95 % {Figures.Quantile(times, 0.95):0.0} s, last {times.Max():0.0} s");
}
