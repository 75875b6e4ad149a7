using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;

namespace Thresher.Tests.EndToEnd.CommandLine;

/// <summary>Records as a user meets them: tried, crawled, extracted in C#, warned of.</summary>
public sealed class RecordTests
{
    private const string Quotes = """
        <html><head><title>Quotes</title></head><body>
        <div class="quote"><span class="text">“To be or not.”</span><small class="author">W. S.</small><a class="tag" href="/tag/being">being</a></div>
        <div class="quote"><span class="text">“Nobody said this.”</span></div>
        <ul><li class="next"><a href="/page/2">Next</a></li></ul></body></html>
        """;

    private const string Job = """
        {
          "extract": [
            { "name": "quote", "each": ".quote", "fields": { "text": { "css": ".text" }, "author": { "css": ".author", "required": true } } },
            { "name": "other", "each": ".quote > .txt", "fields": { "text": { "css": ":scope" } } }
          ],
          "follow": [{ "css": "li.next", "next": true }]
        }
        """;

    [Fact]
    public async Task Try_SavedPage_ShowsRecordsReasonsAndLinks()
    {
        using var cli = new Cli();
        cli.Write("page.html", Quotes);
        cli.Write("job.json", Job);
        var tried = await cli.RunAsync("try https://quotes.example/ --job job.json --file page.html");

        Assert.Equal((0, ""), (tried.Code, tried.Errors));
        Assert.Contains("quote: 2 records, 1 invalid", tried.Lines);
        Assert.Contains("  1  text    “To be or not.”", tried.Lines);
        Assert.Contains("     ! author: missing", tried.Lines);
        Assert.Contains("  ? each: \".quote > .txt\" matches nothing; \".quote\" matches 2, the first <div class=\"quote\">, but none goes on with \".txt\"", tried.Lines);
        Assert.Contains("links: 1 followed of 2 (no follow rule 1)", tried.Lines);
        Assert.Contains("  https://quotes.example/page/2  follow[0], depth 0", tried.Lines);
        Assert.Equal(["job.json", "page.html"], Directory.EnumerateFileSystemEntries(cli.Path).Select(Path.GetFileName).Order());

        var json = JsonDocument.Parse((await cli.RunAsync("try https://quotes.example/ --job job.json --file page.html --json")).Output).RootElement;
        Assert.Equal("W. S.", json.GetProperty("rules")[0].GetProperty("items")[0].GetProperty("item").GetProperty("author").GetString());
    }

    [Theory]
    [InlineData("try nowhere --file page.html", 2, "thresher: \"nowhere\" is not a URL: write http://… or https://…")]
    [InlineData("try https://a.example/ --file none.html", 2, "thresher: none.html cannot be read: there is no such file")]
    [InlineData("try http://127.0.0.1:1/", 1, "thresher: http://127.0.0.1:1/ cannot be fetched: private-address: --allow-private permits it")]
    [InlineData("try https://a.example/ --job wrong.json --file page.html", 2, "thresher: wrong.json line 3 at extract[0].fields.t.css: \"a[\" is not a CSS selector")]
    [InlineData("crawl wrong.json", 2, "thresher: wrong.json line 3 at extract[0].fields.t.css: \"a[\" is not a CSS selector")]
    [InlineData("crawl type.json", 2, "thresher: type.json line 2 at extract[0].fields.t.type: one of text, integer, decimal, boolean, date, url is wanted")]
    [InlineData("try https://a.example/ --job type.json --file page.html", 2, "thresher: type.json line 2 at extract[0].fields.t.type: one of")]
    [InlineData("crawl missing.json", 2, "thresher: the extractors MISSING cannot be loaded")]
    public async Task WrongInput_IsOneLine(string arguments, int code, string line)
    {
        using var cli = new Cli();
        cli.Write("page.html", Quotes);
        cli.Write("wrong.json", "{\"extract\": [\n{\"name\": \"a\", \"fields\": {\n\"t\": {\"css\": \"a[\"}}}]}");
        cli.Write("type.json", "{\"seeds\": [\"https://a.example/\"],\n\"extract\": [{\"name\": \"a\", \"fields\": {\"t\": {\"css\": \"a\", \"type\": \"colour\"}}}]}");
        cli.Write("missing.json", "{\"seeds\": [\"https://a.example/\"], \"extractors\": [\"missing.dll\"]}");
        var ended = await cli.RunAsync(arguments);
        Assert.Equal(code, ended.Code);
        Assert.StartsWith(line.Replace("MISSING", Path.Combine(cli.Path, "missing.dll"), StringComparison.Ordinal), ended.ErrorLine);
    }

    [Fact]
    public async Task Status_RuleThatMatchesNothingOnAThousandPages_WarnsWhileItRuns()
    {
        await using var web = await SyntheticWeb.StartAsync(new SyntheticWebOptions { Hosts = 1, PagesPerHost = 1 }, TestContext.Current.CancellationToken);
        var root = web.BaseAddress(0).AbsoluteUri;
        using var end = new CancellationTokenSource();
        web.Map(0, "/endless", context => Task.Delay(Timeout.Infinite, end.Token).ContinueWith(_ => { }, TaskScheduler.Default));
        using var cli = new Cli();
        cli.Write("job.json", $$"""
            {
              "name": "idle", "seeds": ["{{root}}endless"], "allowPrivate": true, "politeness": { "delay": "0s", "concurrency": 8, "robots": false },
              "extract": [{ "name": "idle", "fields": { "t": { "css": ".none" } } }, { "name": "page", "fields": { "title": { "css": "title" } } }]
            }
            """);
        Assert.Equal(0, (await cli.RunAsync($"seed idle --create --template {root}items/{{1..1001}} --allow-private")).Code);
        using var crawl = cli.Start("crawl", "job.json");
        var (output, errors) = (crawl.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), crawl.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));

        var status = await cli.RunAsync("status idle");
        while (!status.Output.Contains("warning", StringComparison.Ordinal) && !crawl.HasExited)
        {
            status = await cli.RunAsync("status idle");
        }

        Assert.Matches(@"warning: the rule idle matched nothing on 1,00\d pages: see why with `thresher try", status.Output);
        Assert.DoesNotContain("the rule page", status.Output, StringComparison.Ordinal);
        Assert.Contains("idle: running", status.Output, StringComparison.Ordinal);
        Cli.Signal(crawl, "INT");
        Assert.Equal(3, (await Cli.EndAsync(crawl, output, errors)).Code);
        await end.CancelAsync();
    }

    [Fact]
    public async Task Try_RuleWhoseGlobDoesNotMatch_ShowsTheGlob()
    {
        using var cli = new Cli();
        cli.Write("page.html", Quotes);
        cli.Write("job.json", "{\"extract\": [{\"name\": \"a\", \"glob\": \"*/quotes\", \"fields\": {\"t\": {\"css\": \"a\"}}}]}");
        var tried = await cli.RunAsync("try https://a.example/quotes --job job.json --file page.html");
        Assert.Contains("  ? its glob */quotes does not match https://a.example/quotes: * stays within a path segment, ** goes across", tried.Lines);
    }

    [Fact]
    public async Task Crawl_WithExtractorInCSharp_StoresItsRecordsAndWarnsOfAnIdleRule()
    {
        await using var web = await SyntheticWeb.StartAsync(new SyntheticWebOptions { Hosts = 1, PagesPerHost = 2 }, TestContext.Current.CancellationToken);
        foreach (var path in new[] { "/", "/page/2" })
        {
            web.Map(0, path, context =>
            {
                context.Response.ContentType = "text/html";
                return context.Response.WriteAsync(Quotes);
            });
        }

        using var cli = new Cli();
        var extractor = Path.Combine(AppContext.BaseDirectory.Replace(Path.Combine("tests", "EndToEnd"), Path.Combine("samples", "QuoteExtractor"), StringComparison.Ordinal), "QuoteExtractor.dll");
        cli.Write("job.json", $$"""
            {
              "name": "quotes", "seeds": ["{{web.Seeds[0]}}"], "allowPrivate": true, "politeness": { "delay": "0s", "robots": false }, "keep": ["markdown"],
              "extractors": ["{{extractor}}"], "follow": [{ "css": "li.next", "next": true }],
              "extract": [{ "name": "idle", "fields": { "t": { "css": ".none" } } }]
            }
            """);
        var crawl = await cli.RunAsync("crawl job.json");

        Assert.True(crawl.Code == 0, crawl.Errors);
        Assert.Contains("  4 items, 2 of them invalid: quote 4", crawl.Lines);
        Assert.Contains("  warning: the rule idle matched nothing on 2 pages: see why with `thresher try URL --job JOB.json`", crawl.Lines);
        var items = (await cli.RunAsync("export quotes --what items --format jsonl")).Lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(
            $$"""{"text":"To be or not.","author":"W. S.","words":4,"tags":["being"],"link":"{{web.Seeds[0]}}tag/being"}""",
            items[0].GetProperty("item").GetRawText());
        Assert.Equal("author: missing", items[1].GetProperty("errors")[0].GetString());
        Assert.Contains("\"markdown\":\"“To be or not.”", (await cli.RunAsync("export quotes --what pages")).Lines[0]);
        Assert.Equal(0, (await cli.RunAsync("verify quotes")).Code);
    }
}
