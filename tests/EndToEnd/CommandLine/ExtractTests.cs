using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;

namespace Thresher.Tests.EndToEnd.CommandLine;

/// <summary>Rules that change after pages are stored reach them: by <c>extract</c> through a kill, by extractors, by a refresh.</summary>
public sealed class ExtractTests : IDisposable
{
    private const int Pages = 3000;
    private readonly Cli _cli = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Extract_KilledInTheMiddle_GoesOnAndReadsEveryPageOnce()
    {
        await using var web = await WebAsync();
        _cli.Write("job.json", Job(web, "title"));
        var crawl = await _cli.RunAsync("crawl job.json");
        Assert.True(crawl.Code == 0, crawl.Errors);

        // Fields enough that the run lasts beyond its first reports.
        _cli.Write("job.json", Job(web, "p", fields: 200));
        using (var extract = _cli.Start("extract", "web", "--job", "job.json"))
        {
            var errors = extract.StandardError;
            while (await errors.ReadLineAsync(Cancel) is { } line)
            {
                if (line.Contains(" pages/s", StringComparison.Ordinal) && !line.Contains("again in", StringComparison.Ordinal))
                {
                    break;
                }
            }

            extract.Kill();
            await extract.WaitForExitAsync(Cancel);
        }

        var again = await _cli.RunAsync("extract web --json");

        Assert.True(again.Code == 0, again.Errors);
        var items = await ItemsAsync();
        Assert.Equal(Pages, items.Count);
        Assert.All(items, item => Assert.StartsWith("text of ", item.GetProperty("item").GetProperty("f0").GetString(), StringComparison.Ordinal));
        Assert.InRange(JsonDocument.Parse(again.Lines[^1]).RootElement.GetProperty("read").GetInt32(), 1, Pages);
        Assert.DoesNotContain("older rules", (await _cli.RunAsync("status web")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await _cli.RunAsync("verify web")).Code);
    }

    [Fact]
    public async Task Extract_WithExtractorInCSharp_StoresItsRecords()
    {
        await using var web = await SyntheticWeb.StartAsync(new SyntheticWebOptions { Hosts = 1, PagesPerHost = 2 }, Cancel);
        web.Map(0, "/", context =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync("<div class=quote><span class=text>To be.</span><small class=author>W. S.</small></div>");
        });
        var extractor = Path.Combine(AppContext.BaseDirectory.Replace(Path.Combine("tests", "EndToEnd"), Path.Combine("samples", "QuoteExtractor"), StringComparison.Ordinal), "QuoteExtractor.dll");
        await _cli.RunAsync($"crawl {web.Seeds[0]} --name web --allow-private --ignore-robots --delay 0 --keep-bodies --max-depth 0");
        _cli.Write("job.json", $$"""{"extractors": ["{{extractor}}"]}""");

        var extract = await _cli.RunAsync("extract web --job job.json");

        Assert.True(extract.Code == 0, extract.Errors);
        Assert.Equal("To be.", Assert.Single(await ItemsAsync()).GetProperty("item").GetProperty("text").GetString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refresh_AfterRulesChanged_ReadsUnchangedPagesByTheNewOnes(bool keepsBodies)
    {
        var notModified = 0;
        await using var web = await WebAsync(() => Interlocked.Increment(ref notModified));
        var bodies = keepsBodies ? " --keep-bodies" : "";
        _cli.Write("job.json", Job(web, "title", keepsBodies: keepsBodies, pages: 40));
        Assert.Equal(0, (await _cli.RunAsync($"crawl job.json{bodies}")).Code);
        Assert.All(await ItemsAsync(), item => Assert.StartsWith("title of ", item.GetProperty("item").GetProperty("f0").GetString(), StringComparison.Ordinal));
        _cli.Write("job.json", Job(web, "p", keepsBodies: keepsBodies, pages: 40));

        var refresh = await _cli.RunAsync("crawl job.json --refresh --json");

        Assert.True(refresh.Code == 0, refresh.Errors);
        Assert.Equal(keepsBodies ? 40 : 0, notModified);
        Assert.Equal(40, JsonDocument.Parse(refresh.Lines[^1]).RootElement.GetProperty("unchanged").GetInt32());
        var items = await ItemsAsync();
        Assert.Equal(40, items.Count);
        Assert.All(items, item => Assert.StartsWith("text of ", item.GetProperty("item").GetProperty("f0").GetString(), StringComparison.Ordinal));
        Assert.DoesNotContain("older rules", (await _cli.RunAsync("status web")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await _cli.RunAsync("verify web")).Code);
    }

    private async Task<List<JsonElement>> ItemsAsync() =>
        [.. (await _cli.RunAsync("export web --what items")).Lines.Select(line => JsonDocument.Parse(line).RootElement)];

    private static string Job(SyntheticWeb web, string css, int fields = 1, bool keepsBodies = true, int pages = Pages) => $$"""
        {
          "name": "web", "allowPrivate": true, "keepBodies": {{(keepsBodies ? "true" : "false")}}, "politeness": { "delay": "0s", "concurrency": 16, "robots": false },
          "seeds": [{{string.Join(", ", Enumerable.Range(0, pages).Select(n => $"\"{web.BaseAddress(0)}p/{n}\""))}}],
          "extract": [{ "name": "page", "fields": { {{string.Join(", ", Enumerable.Range(0, fields).Select(n => $"\"f{n}\": {{ \"css\": \"{css}\" }}"))}} } }]
        }
        """;

    private static async Task<SyntheticWeb> WebAsync(Action? notModified = null)
    {
        var web = await SyntheticWeb.StartAsync(new SyntheticWebOptions { Hosts = 1, PagesPerHost = 1 }, Cancel);
        web.Map(0, "*", context =>
        {
            context.Response.Headers.ETag = "\"one\"";
            if (context.Request.Headers.IfNoneMatch == "\"one\"")
            {
                notModified?.Invoke();
                context.Response.StatusCode = 304;
                return Task.CompletedTask;
            }

            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync($"<title>title of {context.Request.Path}</title><p>text of {context.Request.Path}</p>");
        });
        return web;
    }
}
