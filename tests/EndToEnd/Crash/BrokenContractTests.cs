using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;
using Thresher.TestWeb.Truth;

namespace Thresher.Tests.EndToEnd.Crash;

/// <summary>The checker's own test: crawlers that break one promise each must be found out.</summary>
public sealed class BrokenContractTests
{
    private const int MostKills = 40;

    [Fact]
    public async Task Crawl_DoneMarkBeforeStore_IsCaughtByTheChecker()
    {
        await using var web = await SyntheticWeb.StartAsync(
            new SyntheticWebOptions { Seed = 11, Hosts = 10, PagesPerHost = 100 }, TestContext.Current.CancellationToken);
        using var data = new TemporaryDirectory();
        var expected = web.Truth.Expect(new CrawlTerms { Seeds = web.Seeds });
        var lost = false;
        for (var kill = 0; kill < MostKills && !lost; kill++)
        {
            await using var crawl = Start("done-before-store", web, data);
            var enough = await web.SeenAsync(web.Ledger.Count + 30, crawl);
            Assert.True(enough, $"The broken crawler ended by itself before it was found out. {crawl.Output}{crawl.Errors}");
            await crawl.KillAsync();
            await using var verify = await ThresherProcess.RunAsync("verify", "web", "--data", data.Path);
            lost = verify.Output.Contains("fetched without a page", StringComparison.Ordinal);
        }

        Assert.True(lost, $"{MostKills} kills, and no page was missing");

        // Let it finish: what was marked done is never fetched again, so its page stays lost.
        await using var rest = Start("done-before-store", web, data);
        await rest.ExitAsync();
        var checker = new CrawlChecker(expected, await StoredUrls.OfAsync(data.Path, "web"), web.Ledger);
        Assert.NotEmpty(checker.Lost);
    }

    /// <summary>A second process takes over the domains while the first has requests in flight, and the first continues.</summary>
    [Theory]
    [InlineData("no-fencing", true)]
    [InlineData("nothing", false)]
    public async Task Crawl_TwoOwners_IsCaughtByVerifyIfLeasesAreNotFenced(string fault, bool isCaught)
    {
        await using var web = await SyntheticWeb.StartAsync(
            new SyntheticWebOptions { Seed = 11, Hosts = 10, PagesPerHost = 1000, ResponseDelay = TimeSpan.FromMilliseconds(200) },
            TestContext.Current.CancellationToken);
        using var data = new TemporaryDirectory();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var checker = new CrawlChecker(web.Truth.Expect(new CrawlTerms { Seeds = web.Seeds }), [], web.Ledger);
        await using var first = Start(fault, web, data);
        Assert.True(await web.SeenAsync(40, first), first.Output + first.Errors);
        await using var second = Start(fault, web, data);

        // Pages asked for twice are those of which the first process was robbed. It has the answers to those before the
        // last of them, and commits them at some time: what is broken shows sooner or later, what is sound never.
        var checksAfter = 0;
        while (checksAfter < (isCaught ? int.MaxValue : 3))
        {
            Assert.False(first.HasExited || second.HasExited, first.Errors + second.Errors);
            await Task.Delay(50, limit.Token);
            if (checker.Refetches < web.Options.Hosts)
            {
                continue;
            }

            checksAfter++;
            await using var look = await ThresherProcess.RunAsync("verify", "web", "--data", data.Path);
            if (look.ExitCode != 0)
            {
                break;
            }
        }

        await using var verify = await ThresherProcess.RunAsync("verify", "web", "--data", data.Path);
        Assert.True(verify.ExitCode == (isCaught ? 1 : 0), verify.Output + verify.Errors);
    }

    [Fact]
    public async Task Crawl_DelayOnlyInMemory_IsCaughtByTheChecker()
    {
        var delay = TimeSpan.FromSeconds(20);
        await using var web = await SyntheticWeb.StartAsync(
            new SyntheticWebOptions { Seed = 11, Hosts = 10, PagesPerHost = 100 }, TestContext.Current.CancellationToken);
        using var data = new TemporaryDirectory();
        var checker = new CrawlChecker(web.Truth.Expect(new CrawlTerms { Seeds = web.Seeds }), [], web.Ledger);
        for (var kill = 0; kill < MostKills && checker.PolitenessViolations(delay).Count == 0; kill++)
        {
            await using var crawl = Start("delay-only-in-memory", web, data, (int)delay.TotalMilliseconds);
            Assert.True(await web.SeenAsync(web.Ledger.Count + web.Options.Hosts, crawl), crawl.Output + crawl.Errors);
        }

        Assert.NotEmpty(checker.PolitenessViolations(delay));
    }

    private static ThresherProcess Start(string fault, SyntheticWeb web, TemporaryDirectory data, int delayMs = 20) =>
        BrokenCrawler.Start(fault, data, web.Seeds.Select(seed => seed.AbsoluteUri), delayMs);
}
