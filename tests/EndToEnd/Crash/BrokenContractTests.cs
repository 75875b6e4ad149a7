using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb;
using Thresher.TestWeb.Truth;

namespace Thresher.Tests.EndToEnd.Crash;

/// <summary>The checker's own test: a crawler that marks URLs done before it stores their pages must be found out.</summary>
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
        IReadOnlyList<string> lost = [];
        for (var kill = 0; kill < MostKills && lost.Count == 0; kill++)
        {
            await using var crawl = StartBroken(web, data);
            var enough = await web.SeenAsync(web.Ledger.Count + 30, crawl);
            Assert.True(enough, $"The broken crawler ended by itself before it was found out. {crawl.Output}{crawl.Errors}");
            await crawl.KillAsync();
            await using var verify = await ThresherProcess.RunAsync("verify", "web", "--data", data.Path);
            lost = verify.ExitCode == 0 ? [] : [verify.Output];
        }

        Assert.NotEmpty(lost);

        // Let it finish: what was marked done is never fetched again, so its page stays lost.
        await using var rest = StartBroken(web, data);
        await rest.ExitAsync();
        var checker = new CrawlChecker(expected, await StoredUrls.OfAsync(data.Path, "web"), web.Ledger);
        Assert.NotEmpty(checker.Lost);
    }

    private static ThresherProcess StartBroken(SyntheticWeb web, TemporaryDirectory data) =>
        BrokenCrawler.Start("done-before-store", data, web.Seeds.Select(seed => seed.AbsoluteUri));
}
