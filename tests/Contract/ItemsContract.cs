using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;
using Thresher.Web.Urls;

namespace Thresher.Tests.Contract;

/// <summary>Records are committed with their page, once, and replaced with it.</summary>
public abstract class ItemsContract(StoreHarness harness) : StoreContract(harness)
{
    [Fact]
    public async Task Complete_WithItems_StoresThemInOrder()
    {
        var crawl = await SeededAsync("a.example", 2);
        var domain = await AcquireAsync("a.example");
        var urls = await LeaseAsync(domain, 2);

        await CompleteAsync(Fetched(urls[0], domain) with
        {
            Items = [new("quote", 0, """{"text":"ü \u0000 \uD83D\uDC4D"}""", null), new("quote", 1, "{}", """["author: missing"]"""), new("page", 0, """{"n":1.50}""", null)],
        });

        var items = await Reader.ItemsAsync(crawl, 0, Cancel).ToListAsync(Cancel);
        Assert.Equal(
            [
                new StoredItem(items[0].Id, urls[0].Url, "quote", 0, """{"text":"ü \u0000 \uD83D\uDC4D"}""", null, Now),
                new StoredItem(items[1].Id, urls[0].Url, "quote", 1, "{}", """["author: missing"]""", Now),
                new StoredItem(items[2].Id, urls[0].Url, "page", 0, """{"n":1.50}""", null, Now),
            ],
            items);
        Assert.Equal([new RuleCount("page", 1, 0), new RuleCount("quote", 2, 1)], (await TotalsAsync(crawl)).Rules);
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task Complete_LeaseLost_StoresNoItem()
    {
        var crawl = await SeededAsync("a.example", 1);
        var domain = await AcquireAsync("a.example");
        var url = (await LeaseAsync(domain, 1))[0];
        var completion = Fetched(url, domain) with { Items = [new("a", 0, "{}", null)] };
        var taken = await TakeOverAsync("a.example");

        Assert.False((await CompleteAsync(completion)).Applied);
        Assert.Empty(await Reader.ItemsAsync(crawl, 0, Cancel).ToListAsync(Cancel));

        var again = Fetched((await LeaseAsync(taken, 1))[0], taken) with { Items = completion.Items };
        Assert.Equal([true, false], (await Queue.CompleteAsync([again, again], Cancel)).Select(result => result.Applied));
        Assert.False((await CompleteAsync(again)).Applied);
        Assert.Single(await Reader.ItemsAsync(crawl, 0, Cancel).ToListAsync(Cancel));
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task Complete_FetchedAgain_ReplacesPageAndItems()
    {
        var crawl = await SeededAsync("a.example", 2);
        var domain = await AcquireAsync("a.example");
        var urls = await LeaseAsync(domain, 2);
        foreach (var url in urls)
        {
            await CompleteAsync(Fetched(url, domain) with
            {
                Page = Page() with { Body = Compressed("body"), ContentHash = Hash128.Of("body"u8), Markdown = Compressed("# Ü") },
                Items = [new("a", 0, "1", null), new("a", 1, "2", "[]"), new("b", 0, "3", null)],
            });
        }

        await LeaseFetchedAgainAsync(crawl, urls[0].Id);
        await CompleteAsync(Fetched(urls[0], domain) with { Page = Page(7), Items = [new("a", 0, "4", null)] });

        Assert.Equal(["1", "2", "3", "4"], (await Reader.ItemsAsync(crawl, 0, Cancel).ToListAsync(Cancel)).Select(item => item.Json));
        Assert.Equal([new RuleCount("a", 3, 1), new RuleCount("b", 1, 0)], (await TotalsAsync(crawl)).Rules);
        Assert.Null((await Reader.CaptureAsync(urls[0].Id, Cancel))!.Body);
        Assert.Equal([null, "# Ü"], (await Reader.PagesAsync(crawl, Cancel).ToListAsync(Cancel)).Select(page => page.Markdown));
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task Items_AfterANumber_ContinuesThere()
    {
        var crawl = await SeededAsync("a.example", 3);
        var other = await SeededAsync("b.example", 1, name: "other");
        var b = await AcquireAsync("b.example");
        await CompleteAsync(Fetched((await LeaseAsync(b, 1))[0], b) with { Items = [new("a", 0, "{}", null)] });
        var domain = await AcquireAsync("a.example");
        foreach (var url in await LeaseAsync(domain, 3))
        {
            await CompleteAsync(Fetched(url, domain) with { Items = [.. Enumerable.Range(0, 1_500).Select(i => new ItemRow("a", i, "{}", null))] });
        }

        var all = await Reader.ItemsAsync(crawl, 0, Cancel).ToListAsync(Cancel);
        Assert.Equal(4_500, all.Count);
        Assert.Equal(all.Select(item => item.Id).Order(), all.Select(item => item.Id));
        Assert.Equal(all[3_000..], await Reader.ItemsAsync(crawl, all[2_999].Id, Cancel).ToListAsync(Cancel));
        Assert.Single(await Reader.ItemsAsync(other, 0, Cancel).ToListAsync(Cancel));
        Assert.Empty(await Reader.ItemsAsync(4711, 0, Cancel).ToListAsync(Cancel));
    }

    private async Task LeaseFetchedAgainAsync(long crawl, long url)
    {
        await Harness.ExecuteAsync($"UPDATE urls SET state = 1 WHERE id = {url}");
        foreach (var (state, outcome, by) in new[] { (UrlState.Fetched, FetchOutcome.Ok, -1), (UrlState.Leased, FetchOutcome.None, 1) })
        {
            await Harness.ExecuteAsync(
                $"UPDATE tallies SET n = n + {by} WHERE crawl_id = {crawl} AND state = {(int)state} AND outcome = {(int)outcome}"
                + (Harness.CountsInStripes ? $" AND stripe = (SELECT min(stripe) FROM tallies WHERE crawl_id = {crawl} AND state = {(int)state} AND outcome = {(int)outcome})" : ""));
        }

        await Harness.ExecuteAsync("UPDATE crawl_domains SET fetched = fetched - 1, leased = leased + 1");
        await Harness.ExecuteAsync("UPDATE domains SET pending = pending + 1");
    }
}
