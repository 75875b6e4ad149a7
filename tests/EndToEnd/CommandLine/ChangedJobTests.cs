using Thresher.TestWeb;
using Thresher.TestWeb.Generation;

namespace Thresher.Tests.EndToEnd.CommandLine;

/// <summary>What a crawl does when it continues with another job: seeds that left, refusals that no longer hold.</summary>
public sealed class ChangedJobTests : IDisposable
{
    private readonly Cli _cli = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Crawl_SeedThatLeftTheFile_LeavesTheScopeAndKeepsItsPages()
    {
        await using var web = await SyntheticWeb.StartAsync(new SyntheticWebOptions { Hosts = 2, PagesPerHost = 40 }, Cancel);
        var (stays, leaves) = (web.BaseAddress(0), web.BaseAddress(1));
        _cli.Write("job.json", Job($"\"{stays}\", \"{leaves}\"", 10));
        Assert.Equal(0, (await _cli.RunAsync("crawl job.json")).Code);
        var before = await PagesOfAsync(leaves);
        Assert.NotEmpty(before);

        _cli.Write("job.json", Job($"\"{stays}\"", null));
        var crawl = await _cli.RunAsync("crawl job.json");

        Assert.True(crawl.Code == 0, crawl.Errors);
        Assert.Contains($"{leaves} left the job", crawl.Errors, StringComparison.Ordinal);
        Assert.Equal(before, await PagesOfAsync(leaves));
        Assert.Equal(40, (await PagesOfAsync(stays)).Length);
        Assert.Contains("left-scope", (await _cli.RunAsync("status web")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await _cli.RunAsync("verify web")).Code);

        var back = await _cli.RunAsync($"crawl {leaves} --name web");
        Assert.True(back.Code == 0, back.Errors);
        Assert.Equal(40, (await PagesOfAsync(leaves)).Length);

        var reset = await _cli.RunAsync($"crawl {leaves} --name web --reset seeds");
        Assert.Contains($"{stays} left the job", reset.Errors, StringComparison.Ordinal);
        Assert.Equal(40, (await PagesOfAsync(stays)).Length);
    }

    [Fact]
    public async Task Crawl_WithTheOptionThatWasForgotten_AsksAgain()
    {
        await using var web = await SyntheticWeb.StartAsync(new SyntheticWebOptions { Hosts = 1, PagesPerHost = 5 }, Cancel);
        var refused = await _cli.RunAsync($"crawl {web.Seeds[0]} --name web --delay 0");
        Assert.Equal(5, refused.Code);
        Assert.Contains("private-address", refused.Output + refused.Errors, StringComparison.Ordinal);

        var crawl = await _cli.RunAsync($"crawl {web.Seeds[0]} --name web --delay 0 --allow-private");

        Assert.True(crawl.Code == 0, crawl.Output + crawl.Errors);
        Assert.Contains("1 URL that the earlier job refused is queued again: private-address 1", crawl.Errors, StringComparison.Ordinal);
        Assert.Contains("5 pages", crawl.Output, StringComparison.Ordinal);
    }

    private static string Job(string seeds, int? maxPages) => $$"""
        {
          "name": "web", "allowPrivate": true, "politeness": { "delay": "0s", "robots": false },
          "seeds": [{{seeds}}], "limits": { "maxPagesPerHost": {{maxPages?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "null"}} }
        }
        """;

    private async Task<string[]> PagesOfAsync(Uri host) =>
        [.. (await _cli.RunAsync("export web --what pages")).Lines.Where(line => line.Contains($"{{\"url\":\"{host}", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
}
