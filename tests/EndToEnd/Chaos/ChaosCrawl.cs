using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb;
using Thresher.TestWeb.Database;
using Thresher.TestWeb.Truth;

namespace Thresher.Tests.EndToEnd.Chaos;

/// <summary>The crawl of a synthetic web by a cluster that harm is done to, and what must be true of it at its end.</summary>
public sealed class ChaosCrawl(PrivatePostgres database, SyntheticWeb web, TimeSpan delay, Action<string> log) : IAsyncDisposable
{
    private const string Name = "web";

    /// <summary>What the silos have logged; asked for when the crawl fails.</summary>
    public required Func<Task<string>> SiloLogsAsync { get; init; }

    private string[] Where { get; } = ["--cluster", database.ConnectionString];

    /// <summary>The console that started the crawl and follows it.</summary>
    public ThresherProcess Console { get; } = ThresherProcess.Start(
        ["crawl", .. web.Seeds.Select(seed => seed.AbsoluteUri), "--name", Name, "--cluster", database.ConnectionString,
            "--allow-private", "--delay", $"{delay.TotalMilliseconds}ms", "--per-domain", "1"]);

    /// <summary>
    /// Does harm while it runs, waits for its end and checks that nothing is lost, doubled or unexpected, no host was asked
    /// too soon, and the rows add up. Tells all that was logged when it fails.
    /// </summary>
    public async Task RunAsync(Func<Task> harm, int limitSeconds, Recovery? recovery = null)
    {
        try
        {
            await harm();
            await Console.ExitAsync(limitSeconds);
            Assert.True(Console.ExitCode == 0, Console.Errors);
            await CheckAsync(recovery);
        }
        catch
        {
            log($"{Console.Output}\n{Console.Errors}\n{await SiloLogsAsync()}");
            throw;
        }
    }

    public ValueTask DisposeAsync() => Console.DisposeAsync();

    private async Task CheckAsync(Recovery? recovery)
    {
        var expected = web.Truth.Expect(new CrawlTerms { Seeds = web.Seeds });
        var checker = new CrawlChecker(expected, await StoredUrls.FromAsync(Name, Where), web.Ledger);
        var pages = expected.Count(ExpectedOutcome.Fetched);
        var times = recovery?.Times(web.Ledger.Analyze()) ?? [];
        log(
            $"pages {pages}, requests {web.Ledger.Count}, refetched {100.0 * checker.Refetches / pages:0.00} %, "
            + $"recovery of {times.Count} orphans: p50 {Recovery.Percentile(times, 0.5).TotalSeconds:0.0} s, "
            + $"p95 {Recovery.Percentile(times, 0.95).TotalSeconds:0.0} s, max {Recovery.Percentile(times, 1).TotalSeconds:0.0} s");
        Assert.Empty(checker.Lost);
        Assert.Empty(checker.Doubled);
        Assert.Empty(checker.Unexpected);
        Assert.Empty(checker.PolitenessViolations(delay));
        await using var verify = await ThresherProcess.RunAsync(["verify", Name, .. Where]);
        Assert.True(verify.ExitCode == 0, verify.Output + verify.Errors);
    }
}
