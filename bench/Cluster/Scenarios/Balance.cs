using Thresher.Bench.Cluster.Setting;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;
using Thresher.TestWeb.Truth;

namespace Thresher.Bench.Cluster.Scenarios;

/// <summary>1,000 domains over three silos, then a fourth that joins: how even it is, and how soon.</summary>
internal static class Balance
{
    private const int Domains = 1000;
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Watch = TimeSpan.FromSeconds(60);

    public static async Task RunAsync(string[] args, CancellationToken cancellationToken)
    {
        await using var web = await SyntheticWeb.StartAsync(new SyntheticWebOptions { Hosts = Domains, PagesPerHost = 200 }, cancellationToken);
        await using var rig = await Rig.StartAsync(cancellationToken);
        var database = await rig.CreateAsync("balance", cancellationToken);
        await rig.AddAsync(3, database, cancellationToken);
        await Rig.CrawlAsync(database, web, Delay, cancellationToken);
        int[] shares;
        do
        {
            await Task.Delay(500, cancellationToken);
            shares = await rig.SharesAsync(database, cancellationToken);
        }
        while (shares.Sum() < Domains * 0.98);
        Tell("three silos at the start", shares);

        await rig.AddAsync(1, database, cancellationToken);
        var began = TimeProvider.System.GetTimestamp();
        TimeSpan? even = null;
        while (TimeProvider.System.GetElapsedTime(began) < Watch)
        {
            await Task.Delay(1000, cancellationToken);
            shares = await rig.SharesAsync(database, cancellationToken);
            if (even is null && shares[^1] >= shares.Sum() * 0.9 / shares.Length)
            {
                even = TimeProvider.System.GetElapsedTime(began);
                Tell($"a fourth has 0.9 of its share {even.Value.TotalSeconds:0.0} s after it serves (target: 120 s)", shares);
            }
        }

        Tell($"{Watch.TotalSeconds:0} s after it serves", shares);
        var requests = web.Ledger.Analyze();
        Rig.Say($"requests {requests.Entries.Count}, politeness violations {requests.Violations(Delay, Tolerance).Count}, shortest gap {requests.Hosts.Min(requests.MinGap)?.TotalSeconds:0.000} s of {Delay.TotalSeconds:0.000} s");
    }

    private static void Tell(string when, int[] shares) =>
        Rig.Say($"{when}: {string.Join(" / ", shares)} domains, busiest {shares.Max() / shares.Average():0.00} x the mean (target: 1.3)");
}
