using Thresher.Tests.EndToEnd.Rig;

namespace Thresher.Tests.EndToEnd.Crash;

/// <summary>Commands that take many steps, killed between two of them: what they leave says so, and the same command finishes.</summary>
public sealed class LongCommandTests : IDisposable
{
    private const int Urls = 130_000;
    private const string Pending = "SELECT coalesce(sum(n), 0) FROM tallies WHERE state = 0 AND crawl_id = (SELECT id FROM crawls WHERE name = 'big')";
    private readonly TemporaryDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Remove_Killed_SaysSoTakesNoSeedsAndIsFinished()
    {
        await SeedAsync("other", 10);
        await SeedAsync("big", Urls);
        using (var store = new StoreFile(_data))
        {
            await using var killed = Start("remove", "big", "--yes");
            await store.SeesAsync(killed, Pending, left => left < Urls);
            await killed.KillAsync();
            Assert.InRange(store.Number(Pending), 1, Urls - 1);
        }

        var status = await RunAsync(0, "status", "big");
        Assert.Contains("big: removing", status.Output, StringComparison.Ordinal);
        Assert.Contains("`thresher remove big` finishes", status.Output, StringComparison.Ordinal);
        var verify = await RunAsync(1, "verify", "big");
        Assert.StartsWith("its removal was interrupted", verify.Output, StringComparison.Ordinal);
        Assert.Contains(", 1 problem", verify.Output, StringComparison.Ordinal);
        Assert.Contains("`thresher remove big` finishes", (await RunAsync(0, "export", "big", "--what", "links")).Errors, StringComparison.Ordinal);
        foreach (var refused in new[] { new[] { "seed", "big", "http://big.example/new" }, ["retry", "big"], ["export", "big", "--follow"] })
        {
            var line = Assert.Single((await RunAsync(1, refused)).Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries), text => text.StartsWith("thresher: ", StringComparison.Ordinal));
            Assert.Contains("`thresher remove big` finishes", line, StringComparison.Ordinal);
        }

        Assert.Contains("`thresher remove big` finishes", (await RunAsync(2, "crawl", "--name", "big", "--continue")).Errors, StringComparison.Ordinal);
        await RunAsync(0, "remove", "big", "--yes");
        Assert.DoesNotContain("big", (await RunAsync(0, "status")).Output, StringComparison.Ordinal);
        await RunAsync(0, "verify", "other");
    }

    [Fact]
    public async Task Retry_Killed_LeavesACrawlThatAddsUpAndIsNotComplete()
    {
        await SeedAsync("big", Urls);
        using var store = new StoreFile(_data);
        store.Execute("""
            UPDATE urls SET state = 5, outcome = 20, attempts = 3;
            UPDATE tallies SET state = 5, outcome = 20;
            UPDATE crawl_domains SET failed = queued, queued = 0;
            UPDATE domains SET pending = 0;
            UPDATE crawls SET state = 3, finished_at = 1
            """);
        await RunAsync(0, "verify", "big");

        await using (var killed = Start("retry", "big"))
        {
            await store.SeesAsync(killed, Pending, queued => queued > 0);
            await killed.KillAsync();
        }

        var queued = store.Number(Pending);
        Assert.InRange(queued, 1, Urls - 1);
        await RunAsync(0, "verify", "big");
        Assert.Contains("\"state\":\"stopped\"", (await RunAsync(0, "status", "big", "--json")).Output, StringComparison.Ordinal);
        Assert.Contains($"\"count\":{Urls - queued}", (await RunAsync(0, "retry", "big", "--json")).Output, StringComparison.Ordinal);
        await RunAsync(0, "verify", "big");
    }

    [Fact]
    public async Task Export_Killed_LeavesNoFileUnderItsNameAndTheNextClearsUp()
    {
        await SeedAsync("big", Urls);
        var target = _data.File("links.jsonl");
        await using (var killed = Start("export", "big", "--what", "links", "--format", "jsonl", "-o", target))
        {
            while (!Directory.EnumerateFiles(_data.Path, "*.part").Any(file => new FileInfo(file).Length > 0))
            {
                Assert.False(killed.HasExited, killed.Errors);
                await Task.Yield();
            }

            await killed.KillAsync();
        }

        Assert.False(File.Exists(target));
        await RunAsync(0, "export", "big", "--what", "links", "--format", "jsonl", "-o", target);
        Assert.Equal(Urls, File.ReadLines(target).Count());
        Assert.Empty(Directory.EnumerateFiles(_data.Path, "*.part"));
    }

    private async Task SeedAsync(string crawl, int urls) => await RunAsync(0, "seed", crawl, "--create", "--template", $"http://{crawl}.example/p{{1..{urls}}}");

    private ThresherProcess Start(params string[] arguments) => ThresherProcess.Start([.. arguments, "--data", _data.Path]);

    private async Task<ThresherProcess> RunAsync(int code, params string[] arguments)
    {
        await using var process = Start(arguments);
        await process.ExitAsync();
        Assert.True(process.ExitCode == code, $"{string.Join(' ', arguments)} ended with {process.ExitCode}\n{process.Output}\n{process.Errors}");
        return process;
    }
}
