using System.Text.Json;
using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;
using Thresher.TestWeb.Truth;

namespace Thresher.Tests.EndToEnd.Crash;

/// <summary>The promise of the whole project: SIGKILL at any moment, run the same command again, and the result is the same.</summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    private const int Hosts = 20;
    private const int Kills = 20;

    /// <summary>URLs between dispatch and commit at any moment, so also at a kill.</summary>
    private const int InFlight = Hosts;
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task Crawl_KilledTwentyTimes_EndsAsIfNeverKilled()
    {
        await using var web = await SyntheticWeb.StartAsync(
            new SyntheticWebOptions
            {
                Seed = 7,
                Hosts = Hosts,
                PagesPerHost = 5000 / Hosts,
                Shares = PageShares.Ordinary,
                CrossHostLinkShare = 0.2,
            },
            TestContext.Current.CancellationToken);
        using var data = new TemporaryDirectory();
        var job = await WriteJobAsync(web, data);
        var expected = web.Truth.Expect(new CrawlTerms { Seeds = web.Seeds });
        var random = new Random(42);
        var kills = 0;
        ThresherProcess? crawl = null;
        while (true)
        {
            crawl = StartCrawl(job, data);
            if (kills == Kills)
            {
                break;
            }

            // Killed at a random request of its life, so that the moment depends on progress, not on this machine.
            if (!await web.SeenAsync(web.Ledger.Count + random.Next(1, 2 * 5000 / Kills), crawl))
            {
                break;
            }

            await crawl.KillAsync();
            kills++;
            await using var verify = await ThresherProcess.RunAsync("verify", "web", "--data", data.Path);
            Assert.True(verify.ExitCode == 0, $"after kill {kills}: {verify.Output}{verify.Errors}");
            await crawl.DisposeAsync();
        }

        await crawl.ExitAsync();
        Assert.True(crawl.ExitCode == 0, crawl.Errors);
        await crawl.DisposeAsync();

        var checker = new CrawlChecker(expected, await StoredUrls.OfAsync(data.Path, "web"), web.Ledger);
        output.WriteLine($"kills {kills}, pages {expected.Count(ExpectedOutcome.Fetched)}, requests {web.Ledger.Count}, refetches {checker.Refetches}");
        Assert.True(kills >= Kills, $"only {kills} kills before the crawl was complete");
        Assert.Empty(checker.Lost);
        Assert.Empty(checker.Doubled);
        Assert.Empty(checker.Unexpected);
        Assert.Empty(checker.PolitenessViolations(Delay));
        Assert.InRange(checker.Refetches, 0, kills * InFlight);

        // Each page holds one record, whose number is unique in the web: none may be lost, doubled or changed.
        await using var items = await ThresherProcess.RunAsync("export", "web", "--what", "items", "--format", "jsonl", "--data", data.Path);
        Assert.Equal(
            expected.Pages.Values.Select(page => page.Record).OfType<PageRecord>().Select(record => $"{record.Sku} {record.Name} {record.Price}").Order(StringComparer.Ordinal),
            items.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Record).Order(StringComparer.Ordinal));
        await using var clean = await ThresherProcess.RunAsync("verify", "web", "--data", data.Path);
        Assert.True(clean.ExitCode == 0, clean.Output + clean.Errors);
    }

    private static ThresherProcess StartCrawl(string job, TemporaryDirectory data) => ThresherProcess.Start(
        "crawl", job, "--name", "web", "--data", data.Path, "--allow-private", "--delay", "100ms", "--per-domain", "1", "--concurrency", InFlight.ToString());

    private static async Task<string> WriteJobAsync(SyntheticWeb web, TemporaryDirectory data)
    {
        var path = Path.Combine(data.Path, "job.json");
        await File.WriteAllTextAsync(
            path,
            $$"""
            {
              "seeds": {{JsonSerializer.Serialize(web.Seeds)}},
              "extract": [{
                "name": "record",
                "each": "article.record",
                "fields": {
                  "sku": { "css": "@data-sku", "required": true },
                  "name": { "css": ".name", "required": true },
                  "price": { "css": ".price", "type": "decimal", "required": true },
                  "same": { "jsonLd": "Product.offers.price", "type": "decimal", "required": true }
                }
              }]
            }
            """,
            TestContext.Current.CancellationToken);
        return path;
    }

    private static string Record(string line)
    {
        using var document = JsonDocument.Parse(line);
        var item = document.RootElement.GetProperty("item");
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("errors").ValueKind);
        Assert.Equal(item.GetProperty("price").GetRawText(), item.GetProperty("same").GetRawText());
        return $"{item.GetProperty("sku")} {item.GetProperty("name")} {item.GetProperty("price")}";
    }
}
