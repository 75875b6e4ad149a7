using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;

namespace Thresher.Tests.EndToEnd.Cluster;

/// <summary>What those who look after a silo see of it while it crawls and while it stops.</summary>
public sealed partial class SiloAtWorkTests
{
    [Fact]
    public async Task Metrics_WhileItCrawls_HaveEveryNameAndMove()
    {
        await using var database = await DatabaseServer.StartNewAsync();
        await using var web = await SyntheticWeb.StartAsync(
            new SyntheticWebOptions { Seed = 6, Hosts = 8, PagesPerHost = 2000 }, TestContext.Current.CancellationToken);
        await using var silo = SiloProcess.Start(database.ConnectionString, null, "--log-format", "json", "--log", "debug");
        await silo.AnswersAsync("/health/ready", HttpStatusCode.OK);
        await using var crawl = Crawl(web, database.ConnectionString, "50ms");
        Assert.True(await web.SeenAsync(100, crawl), crawl.Errors);

        // A commit may be under way with nothing behind it, so the depth of its queue is not among these.
        await silo.ReadsAsync("/metrics", "thresher_queue_depth");
        string[] names =
        [
            "thresher_pages_total", "thresher_bytes_total", "thresher_fetch_duration_seconds_count", "thresher_commit_duration_seconds_count",
            "thresher_commit_batch_size_count", "thresher_politeness_wait_seconds_count", "thresher_leases_total", "thresher_revivals_total",
            "thresher_domains",
        ];
        var first = await ReadAsync(silo);
        Assert.All(names, name => Assert.True(first.GetValueOrDefault(name) > 0, $"{name} is {first.GetValueOrDefault(name)} among {string.Join(", ", first.Keys)}"));
        Assert.Contains("outcome=\"ok\"", (await silo.GetAsync("/metrics")).Body, StringComparison.Ordinal);
        Assert.Contains("reason=\"breaker\"", (await silo.GetAsync("/metrics")).Body, StringComparison.Ordinal);

        Assert.True(await web.SeenAsync(web.Ledger.Count + 100, crawl), crawl.Errors);
        var second = await ReadAsync(silo);
        Assert.All(names[..6], name => Assert.True(second[name] > first[name], $"{name} stands at {second[name]}"));

        foreach (var line in silo.Process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[..^1])
        {
            JsonDocument.Parse(line).Dispose();
        }
    }

    [Fact]
    public async Task Ready_WhileItDrains_IsFalse()
    {
        await using var database = await DatabaseServer.StartNewAsync();
        await using var web = await SyntheticWeb.StartAsync(
            new SyntheticWebOptions { Seed = 6, Hosts = 8, PagesPerHost = 50, ResponseDelay = TimeSpan.FromSeconds(3) }, TestContext.Current.CancellationToken);
        await using var silo = SiloProcess.Start(database.ConnectionString);
        await silo.AnswersAsync("/health/ready", HttpStatusCode.OK);
        await using var crawl = Crawl(web, database.ConnectionString, "0");
        Assert.True(await web.SeenAsync(20, crawl), crawl.Errors);

        silo.Process.Signal("TERM");

        await silo.AnswersAsync("/health/ready", HttpStatusCode.ServiceUnavailable);
        await silo.Process.ExitAsync();
        Assert.Equal(0, silo.Process.ExitCode);
    }

    private static ThresherProcess Crawl(SyntheticWeb web, string connection, string delay) => ThresherProcess.Start(
        ["crawl", .. web.Seeds.Select(seed => seed.AbsoluteUri), "--name", "web", "--cluster", connection, "--allow-private", "--delay", delay]);

    /// <summary>The samples by name, those of different labels summed.</summary>
    private static async Task<Dictionary<string, double>> ReadAsync(SiloProcess silo) =>
        Sample().Matches((await silo.GetAsync("/metrics")).Body)
            .GroupBy(sample => sample.Groups[1].Value, sample => double.Parse(sample.Groups[2].Value, CultureInfo.InvariantCulture))
            .ToDictionary(samples => samples.Key, samples => samples.Sum());

    [GeneratedRegex(@"^(thresher_\w+)(?:\{[^}\n]*\})? ([0-9.eE+-]+)", RegexOptions.Multiline)]
    private static partial Regex Sample();
}
