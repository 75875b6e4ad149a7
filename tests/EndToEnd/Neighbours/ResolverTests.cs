using Thresher.Tests.EndToEnd.Rig;
using Thresher.Tests.Unit.Grains.Resolving;

namespace Thresher.Tests.EndToEnd.Neighbours;

/// <summary>
/// Hosts do not wait for the names of others, slow or dead; prints the pace of a healthy host beside them and alone. The
/// name server is the test's own.
/// </summary>
public sealed class ResolverTests(ITestOutputHelper output)
{
    private const string Healthy = "healthy.test";
    private const int Pages = 20;
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(3);

    [Theory]
    [InlineData("missing after 3 s", 300)]
    [InlineData("missing", 5000)]
    [InlineData("silent", 1000)]
    [InlineData("found after 3 s", 300)]
    public async Task Crawl_BesideBadNames_HealthyHostDoesNotWaitForThem(string names, int count)
    {
        var alone = await RunAsync(names, 0);
        var beside = await RunAsync(names, count);
        output.WriteLine($"{count} names {names}: {beside:0.00} requests/s instead of {alone:0.00}: {beside / alone:0.00}");

        // A host that waited for such names would be requested less often than this. The ratio depends on the machine.
        Assert.InRange(beside, 1 / Late.TotalSeconds, double.MaxValue);
    }

    [Fact]
    public async Task Crawl_NameThatDoesNotExist_IsToldAsSuch()
    {
        await using var server = NameServer.Start(_ => NameReply.Missing);
        using var data = new TemporaryDirectory();
        await File.WriteAllTextAsync(data.File("job.json"), """{ "seeds": ["http://nobody.test/"], "limits": { "retries": 0 } }""", TestContext.Current.CancellationToken);
        await using var crawl = await ThresherProcess.RunAsync("crawl", data.File("job.json"), "--name", "c", "--data", data.Path, "--ignore-robots", "--name-server", server.Address);
        await using var failures = await ThresherProcess.RunAsync("failures", "c", "--data", data.Path);
        Assert.Contains("dns-name-not-found", failures.Output, StringComparison.Ordinal);
    }

    /// <returns>Requests per second to the healthy host.</returns>
    private static async Task<double> RunAsync(string names, int count)
    {
        await using var site = new QuietSite();
        await using var server = NameServer.Start(name => name == Healthy ? NameReply.Loopback : names switch
        {
            "missing" => NameReply.Missing,
            "missing after 3 s" => NameReply.Missing with { After = Late },
            "found after 3 s" => NameReply.Loopback with { After = Late },
            _ => NameReply.Silent,
        });
        using var data = new TemporaryDirectory();
        await File.WriteAllLinesAsync(
            data.File("seeds.txt"),
            [.. Enumerable.Range(0, Pages).Select(i => $"http://{Healthy}:{site.Port}/{i}"), .. Enumerable.Range(0, count).Select(i => $"http://name-{i}.test:{site.Port}/")],
            TestContext.Current.CancellationToken);
        await using (var seed = await ThresherProcess.RunAsync("seed", "c", "--create", "--file", data.File("seeds.txt"), "--data", data.Path))
        {
            Assert.True(seed.ExitCode == 0, seed.Errors);
        }

        await using var crawl = ThresherProcess.Start(
            "crawl", "--name", "c", "--data", data.Path, "--delay", "300ms", "--allow-private", "--name-server", server.Address, "--json");
        await site.SeenAsync(Healthy, Pages + 1, crawl);
        crawl.Signal("INT");
        await crawl.ExitAsync();

        return site.PaceOf(Healthy, Pages / 2);
    }
}
