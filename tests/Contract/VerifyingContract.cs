using Thresher.Jobs.Outcomes;
using Thresher.Storage;
using Thresher.Storage.Rows;

namespace Thresher.Tests.Contract;

/// <summary>Invariant 4's referee is itself put to the test: each kind of damage must be reported.</summary>
public abstract class VerifyingContract(StoreHarness harness) : StoreContract(harness)
{
    private static readonly byte[] Heads = new ExchangeHead("GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n").Compress();

    [Theory]
    [InlineData("UPDATE tallies SET n = n + 1 WHERE state = 0", "the ledger and the rows count differently")]
    [InlineData("UPDATE urls SET state = 5, outcome = 10 WHERE url LIKE '%p00003'", "the ledger and the rows count differently")]
    [InlineData("UPDATE urls SET outcome = 10 WHERE state = 3", "the ledger and the rows count differently")]
    [InlineData("DELETE FROM tallies", "the ledger and the rows count differently")]
    [InlineData("UPDATE totals SET accepted = accepted + 1", "accepted is not the sum of the states")]
    [InlineData("DELETE FROM totals", "accepted is not the sum of the states")]
    [InlineData("UPDATE crawl_domains SET queued = queued + 1, failed = failed - 1", "a domain's counts and its rows differ")]
    [InlineData("DELETE FROM crawl_domains", "a domain's counts and its rows differ")]
    [InlineData("UPDATE domains SET pending = pending + 1", "a domain's pending count is wrong")]
    [InlineData("DELETE FROM pages", "fetched without a page")]
    [InlineData("UPDATE urls SET state = 4 WHERE state = 3", "a page whose URL is not fetched")]
    [InlineData("UPDATE urls SET found_on = 999999 WHERE found_on IS NOT NULL", "found on a page that is not there")]
    [InlineData("UPDATE urls SET found_on = (SELECT max(id) FROM urls WHERE state = 0) WHERE found_on IS NOT NULL", "found on a page that is not there")]
    [InlineData("UPDATE pages SET bytes = bytes + 1", "bytes are not the sum of the pages")]
    [InlineData("UPDATE totals SET bytes = bytes - 1", "bytes are not the sum of the pages")]
    [InlineData("UPDATE totals SET items = items + 1", "items are not the sum of the rows")]
    [InlineData("UPDATE item_tallies SET invalid = invalid + 1", "the rules' counts and the items differ")]
    [InlineData("DELETE FROM items WHERE rule = 'b'", "the rules' counts and the items differ")]
    [InlineData("DELETE FROM pages WHERE bytes = 100", "an item whose page is not there")]
    [InlineData("UPDATE crawls SET state = 3", "complete with something pending")]
    [InlineData("UPDATE urls SET url = 'https://a.example/forged' WHERE url LIKE '%p00003'", "a URL is stored under another's identity")]
    [InlineData("DELETE FROM urls WHERE state = 3", "a page whose URL is not fetched")]
    public async Task Verify_CorruptedRows_AreReported(string damage, string problem)
    {
        var crawl = await SeededAsync("a.example", 6);
        var domain = await AcquireAsync("a.example");
        var urls = await LeaseAsync(domain, 2);
        await CompleteAsync(Fetched(urls[0], domain, Url(crawl, "b.example", "1")) with { Items = [new("a", 0, "{}", null), new("b", 0, "{}", "[\"x\"]")] });
        await AssertSoundAsync(crawl);

        await Harness.ExecuteAsync(damage);

        var report = await Reader.VerifyAsync(crawl, Cancel);
        Assert.Contains(report.Problems, line => line.StartsWith(problem, StringComparison.Ordinal));
        Assert.All(report.Problems, line => Assert.DoesNotContain('\n', line));
    }

    [Theory]
    [InlineData("UPDATE pages SET title = 'another'", "a page is not what was stored")]
    [InlineData("UPDATE pages SET title = NULL", "a page is not what was stored")]
    [InlineData("UPDATE pages SET canonical_link = ''", "a page is not what was stored")]
    [InlineData("UPDATE pages SET link_count = 1", "a page is not what was stored")]
    [InlineData("UPDATE page_texts SET markdown = {0}", "a page's text is not what was stored")]
    [InlineData("UPDATE page_originals SET body = {0}", "the original body of a page is not what was stored")]
    [InlineData("UPDATE page_heads SET fetched = {0}", "the head of a page is not what was stored")]
    [InlineData("UPDATE page_heads SET checked = {0}", "the head of a page's last check is not what was stored")]
    [InlineData("UPDATE page_links SET links = {0}", "the list of links of a page is not what was stored")]
    [InlineData("UPDATE items SET json = '{{\"a\":2}}' WHERE rule = 'a'", "a record of a page is not what was stored")]
    [InlineData("UPDATE items SET errors = '[]' WHERE rule = 'b'", "a record of a page is not what was stored")]
    [InlineData("UPDATE exchanges SET head = {0}", "a kept exchange is not what was stored")]
    public async Task Verify_RowThatIsNotWhatWasStored_IsReportedWithItsUrl(string damage, string problem)
    {
        var crawl = await StoreEverythingAsync();
        await AssertSoundAsync(crawl);

        await Harness.ExecuteAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, damage, Harness.Literal(new byte[] { 9, 9 })));

        Assert.Contains((await Reader.VerifyAsync(crawl, Cancel)).Problems, line => line.StartsWith($"{problem}: http", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Verify_RowsOfAnEarlierVersion_HaveNoChecksumAndAreSound()
    {
        var crawl = await StoreEverythingAsync();
        foreach (var table in new[] { "pages", "page_texts", "page_heads", "page_links", "items", "exchanges" })
        {
            Assert.Equal(0, await Harness.CountAsync($"{table} WHERE checksum IS NULL"));
            await Harness.ExecuteAsync($"UPDATE {table} SET checksum = NULL");
        }

        await AssertSoundAsync(crawl);
    }

    /// <summary>Reading something damaged fails with a message that names its URL.</summary>
    [Theory]
    [InlineData("page_texts", "markdown")]
    [InlineData("page_originals", "body")]
    [InlineData("page_heads", "fetched")]
    [InlineData("page_heads", "checked")]
    [InlineData("exchanges", "head")]
    public async Task Read_WhatCannotBeDecompressed_NamesItsUrl(string table, string column)
    {
        var crawl = await StoreEverythingAsync();
        await ReadEverythingAsync(crawl);

        await Harness.ExecuteAsync($"UPDATE {table} SET {column} = {Harness.Literal(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3 })}");

        var damage = await Assert.ThrowsAsync<StoreException>(() => ReadEverythingAsync(crawl));
        Assert.StartsWith("what is stored of https://a.example/", damage.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', damage.Message);
    }

    private async Task ReadEverythingAsync(long crawl)
    {
        await foreach (var page in Reader.PagesAsync(crawl, Cancel))
        {
            Assert.NotNull(await Reader.CaptureAsync(page.UrlId, Cancel));
        }

        await foreach (var exchange in Feed.ExchangesAsync(crawl, Cursor.Start, await Feed.MarkAsync(crawl, Cancel), 0, Cancel))
        {
            Assert.NotNull(await Reader.ExchangeAsync(exchange.Id, Cancel));
        }
    }

    /// <summary>A page with all that can be stored of one, looked at again since, and a kept exchange.</summary>
    private async Task<long> StoreEverythingAsync()
    {
        var crawl = await SeededAsync("a.example", 3);
        var domain = await AcquireAsync("a.example");
        var urls = await LeaseAsync(domain, 2);
        var page = Page() with
        {
            // What no engine stores as it stands.
            Title = "\0nul and half of \uD83D a pair",
            ETag = "\"1\"",
            SimHash = ulong.MaxValue,
            Markdown = Compressed("text"),
            Head = Heads,
            Original = Compressed("as it was fetched"),
        };
        await CompleteAsync(Fetched(urls[0], domain) with
        {
            Page = page,
            Items = [new("a", 0, "{\"a\":1}", null), new("b", 0, "{}", "[\"\0\"]")],
            OutLinks = [4, 5],
        });
        await CompleteAsync(Ends(urls[1], domain, UrlState.Failed, FetchOutcome.Gone) with { Exchange = new Exchange(Now, Heads, null, false) });
        Assert.Equal(1, await Store.Pages.FetchAgainAsync(crawl, [urls[0].Id], CrawlState.Running, Cancel));
        var again = Assert.Single(await LeaseAsync(domain, 2), url => url.Id == urls[0].Id);
        await CompleteAsync(Ends(again, domain, UrlState.Fetched, FetchOutcome.NotModified) with { Check = new PageCheck(Now + 5, "\"2\"", null) { Head = Heads } });
        return crawl;
    }

    [Fact]
    public async Task Verify_DamageInAnotherCrawl_IsNotThisOnes()
    {
        var damaged = await SeededAsync("a.example", 2, name: "damaged");
        var sound = await SeededAsync("b.example", 2, name: "sound");
        await Harness.ExecuteAsync($"UPDATE tallies SET n = n + 1 WHERE crawl_id = {damaged}");

        Assert.NotEmpty((await Reader.VerifyAsync(damaged, Cancel)).Problems);
        await AssertSoundAsync(sound);
    }

    [Fact]
    public async Task Verify_RemovalThatWasInterrupted_IsAProblem()
    {
        var crawl = await SeededAsync("a.example", 1);
        await Catalog.SetStateAsync(crawl, CrawlState.Removing, Cancel);

        // Nothing but its removal ends this state.
        await Catalog.SetStateAsync(crawl, CrawlState.Running, Cancel);
        var refused = await Assert.ThrowsAsync<StoreException>(() => AcceptAsync(crawl, Url(crawl, "a.example", "new")));
        Assert.Contains("crawl is being removed", refused.Message, StringComparison.Ordinal);
        Assert.Contains("`thresher remove crawl` finishes", refused.Message, StringComparison.Ordinal);
        Assert.Contains("its removal was interrupted", Assert.Single((await Reader.VerifyAsync(crawl, Cancel)).Problems), StringComparison.Ordinal);
        await Catalog.RemoveAsync(crawl, Cancel);
        Assert.Empty(await Catalog.ListAsync(Cancel));
    }

    [Fact]
    public async Task Verify_CompleteCrawl_IsSound()
    {
        var crawl = await SeededAsync("a.example", 1);
        var domain = await AcquireAsync("a.example");
        await CompleteAsync(Ends((await LeaseAsync(domain, 1))[0], domain, UrlState.Failed, FetchOutcome.Gone));
        Assert.True(await Catalog.TryCompleteAsync(crawl, Cancel));
        Assert.Equal(CrawlState.Complete, (await Catalog.FindAsync("crawl", Cancel))!.State);
        await AssertSoundAsync(crawl);
    }
}
