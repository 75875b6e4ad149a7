using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;

namespace Thresher.Tests.EndToEnd.Hostile;

/// <summary>
/// Whatever a page does to the rules and extractors of a job, it is stored with its reason, fetched once, and its neighbour keeps its pace.
/// Prints a table: <c>bench/Hostile/run</c>.
/// </summary>
public sealed class HostilePageTests(ITestOutputHelper output)
{
    private const int Copies = 3;
    private const int NeighbourPages = 60;

    // The neighbour's delay, and what a busy machine may add; before there was a limit its gap was 30 to 300 s.
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(20);

    public static TheoryData<string> Names => [.. HostilePage.All.Select(page => page.Name)];

    [Theory, MemberData(nameof(Names))]
    public async Task Crawl_OfSuchPagesBesideAHealthyHost_StoresAllAndKeepsThePace(string name)
    {
        var hostile = HostilePage.All.Single(page => page.Name == name);
        await using var web = await SyntheticWeb.StartAsync(
            new SyntheticWebOptions { Seed = 7, Hosts = 2, PagesPerHost = NeighbourPages }, TestContext.Current.CancellationToken);
        using var data = new TemporaryDirectory();
        List<string> seeds = [];
        for (var copy = 0; copy < Copies; copy++)
        {
            var path = $"/hostile/{name}-{copy}";
            seeds.Add(new Uri(web.BaseAddress(0), path).AbsoluteUri);
            web.Map(0, path, context =>
            {
                context.Response.ContentType = hostile.IsJson ? "application/json" : "text/html; charset=utf-8";
                return context.Response.WriteAsync(hostile.Body, context.RequestAborted);
            });
        }

        var job = data.File("job.json");
        await File.WriteAllTextAsync(job, Job([.. seeds, web.Seeds[1].AbsoluteUri]), TestContext.Current.CancellationToken);
        var started = TimeProvider.System.GetTimestamp();
        await using var crawl = ThresherProcess.Start("crawl", job, "--data", data.Path);
        var peak = 0L;
        while (!crawl.HasExited)
        {
            peak = Math.Max(peak, crawl.PeakMemory);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        await crawl.ExitAsync();
        Assert.True(crawl.ExitCode == 0, crawl.Errors);
        var times = web.Ledger.Entries().Where(entry => entry.Host == web.BaseAddress(1).Authority).Select(entry => entry.ArrivedAt).Order().ToList();
        // Its second page waits for the links of the first.
        var gap = times.Skip(1).Zip(times.Skip(2), (one, next) => next - one).Max();
        await using var export = await ThresherProcess.RunAsync("export", "hostile", "--what", "items", "--data", data.Path);
        var reasons = export.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(item => item.GetProperty("url").GetString()!.Contains("/hostile/", StringComparison.Ordinal))
            .SelectMany(item => item.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array ? errors.EnumerateArray().Select(error => error.GetString()!) : [])
            .ToList();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {reasons.FirstOrDefault() ?? "read"} | {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0.0} s | {peak >> 20} MiB | {gap.TotalSeconds:0.00} s |"));

        Assert.Equal(seeds.Order(StringComparer.Ordinal), (await StoredUrls.OfAsync(data.Path, "hostile")).Where(url => url.Contains("/hostile/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.All(seeds, seed => Assert.Single(web.Ledger.Entries(), entry => entry.Host == web.BaseAddress(0).Authority && seed.EndsWith(entry.Target, StringComparison.Ordinal)));
        Assert.True(hostile.Reason is null || reasons.Exists(reason => hostile.Reason.Split('|').Any(part => reason.Contains(part, StringComparison.Ordinal))), string.Join('\n', reasons));
        Assert.InRange(gap, Delay, LongestGap);
        Assert.DoesNotContain('\u001b', crawl.Output + crawl.Errors);
    }

    private static string Job(string[] seeds) => JsonSerializer.Serialize(new
    {
        name = "hostile",
        seeds,
        allowPrivate = true,
        politeness = new { delay = "100ms", concurrency = 1, robots = false },
        limits = new { maxPages = NeighbourPages + Copies },
        keep = new[] { "markdown" },
        extractors = new[] { ThresherProcess.Built("tests/BrokenCrawler", "Thresher.BrokenCrawler.dll") },
        extract = new object[]
        {
            new { name = "title", fields = new { t = new { css = "title" }, second = new { css = ".list li:nth-child(2)" }, has = new { css = "ul:has(b)" } } },
            new { name = "texts", url = "/hostile/nested-text", fields = new { t = new { css = "div", list = true } } },
            new { name = "linked", url = "/hostile/", fields = new { t = new { jsonLd = "T.p.p.p.q" } } },
            new { name = "json", fields = new { t = new { json = "$..*..*..*", list = true } } },
        },
    });
}
