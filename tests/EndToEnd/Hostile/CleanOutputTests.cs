using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Thresher.Tests.EndToEnd.CommandLine;
using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;

namespace Thresher.Tests.EndToEnd.Hostile;

/// <summary>Nothing that a page says reaches the terminal as a command to it.</summary>
public sealed class CleanOutputTests
{
    private const string Page = "<title>\u001b]0;owned\u0007a</title><h1 class='\u009b31m'>\u001b[2J\u202Eb</h1><main>\u001b[31mtext that is long enough to be read</main><a href='/x\u001b[1m'>x</a>";

    private static readonly char[] Obeyed = ['\u001b', '\u0007', '\u009b', '\u202E', '\r'];

    [Fact]
    public async Task Try_PageWithEscapes_ShowsNone()
    {
        using var cli = new Cli();
        cli.Write("page.html", Page);
        cli.Write("job.json", """{"extract":[{"name":"r","fields":{"t":{"css":"h1"},"c":{"css":"h1@class"},"n":{"css":"h1","type":"integer"},"m":{"css":"h1 b"}}}],"keep":["markdown"]}""");

        var text = await cli.RunAsync("try https://a.example/ --job job.json --file page.html");
        var json = await cli.RunAsync("try https://a.example/ --job job.json --file page.html --json");

        Assert.True(text.Code == 0, text.Errors);
        Assert.Contains("\uFFFD", text.Output, StringComparison.Ordinal);
        AssertClean(text.Output + text.Errors + json.Output + json.Errors);
        Assert.Contains("owned", json.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Crawl_PagesAndExtractorWithEscapes_ShowNone()
    {
        await using var web = await SyntheticWeb.StartAsync(new SyntheticWebOptions { Hosts = 1, PagesPerHost = 2 }, TestContext.Current.CancellationToken);
        web.Map(0, "/hostile/escapes-1", context =>
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            return context.Response.WriteAsync(Page);
        });
        using var cli = new Cli();
        var root = web.BaseAddress(0).AbsoluteUri;
        cli.Write("job.json", JsonSerializer.Serialize(new
        {
            name = "dirty",
            seeds = new[] { $"{root}hostile/escapes-1", $"{root}gone%1B[2J\u009B31m" },
            allowPrivate = true,
            politeness = new { delay = "0s", robots = false },
            extractors = new[] { ThresherProcess.Built("tests/BrokenCrawler", "Thresher.BrokenCrawler.dll") },
        }));

        var shown = "";
        foreach (var arguments in new[] { "crawl job.json --log debug", "status dirty", $"explain {root}hostile/escapes-1", "failures dirty", "failures dirty --json", "hosts dirty", "verify dirty" })
        {
            var ended = await cli.RunAsync(arguments);
            shown += ended.Output + ended.Errors;
        }

        AssertClean(shown);
        Assert.Contains("\\u001b[31mred", (await cli.RunAsync("export dirty --what items")).Output, StringComparison.OrdinalIgnoreCase);
    }

    private static void AssertClean(string shown) => Assert.Equal(-1, shown.IndexOfAny(Obeyed));
}
