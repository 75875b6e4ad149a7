using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;

namespace Thresher.Tests.EndToEnd.Cluster;

/// <summary>What a console does to stored pages of a cluster: rules that changed reach them, and the log has every attempt.</summary>
public sealed class ChangedRulesTests
{
    private const int Pages = 30;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Crawl_ChangedRulesApplied_ReadsTheClustersPagesAndLogsEveryAttempt()
    {
        await using var database = await DatabaseServer.StartNewAsync();
        using var directory = new TemporaryDirectory();
        await using var silo = SiloProcess.Start(database.ConnectionString);
        await silo.AnswersAsync("/health/ready", HttpStatusCode.OK);
        var broken = 1;
        await using var web = await SyntheticWeb.StartAsync(new SyntheticWebOptions { Hosts = 1, PagesPerHost = 1 }, Cancel);
        web.Map(0, "*", context =>
        {
            if (context.Request.Path == "/p/7" && Interlocked.Decrement(ref broken) == 0)
            {
                context.Response.StatusCode = 503;
                return Task.CompletedTask;
            }

            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync($"<title>title of {context.Request.Path}</title><p>text of {context.Request.Path}</p>");
        });
        var job = directory.File("job.json");

        await File.WriteAllTextAsync(job, Job(web, "title"), Cancel);
        await RunAsync("crawl", job);
        var log = await RunAsync("log", "web", "--json");
        await File.WriteAllTextAsync(job, Job(web, "p"), Cancel);
        await RunAsync("crawl", job, "--apply");

        var lines = log.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(Pages + 1, lines.Count);
        Assert.Equal(["retrying", "fetched"], lines.Where(line => line.GetProperty("url").GetString()!.EndsWith("/p/7", StringComparison.Ordinal)).Select(line => line.GetProperty("state").GetString()));
        var items = (await RunAsync("export", "web", "--what", "items")).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("item").GetProperty("f").GetString()).ToList();
        Assert.Equal(Pages, items.Count);
        Assert.All(items, item => Assert.StartsWith("text of ", item, StringComparison.Ordinal));
        await RunAsync("verify", "web");

        async Task<string[]> RunAsync(params string[] arguments)
        {
            await using var process = await ThresherProcess.RunAsync([.. arguments, "--cluster", database.ConnectionString]);
            Assert.True(process.ExitCode == 0, $"{string.Join(' ', arguments)}\n{process.Output}\n{process.Errors}");
            return process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
    }

    private static string Job(SyntheticWeb web, string css) => $$"""
        {
          "name": "web", "allowPrivate": true, "keepBodies": true, "politeness": { "delay": "0s", "concurrency": 4, "robots": false },
          "limits": { "retryDelay": "100ms", "maxRetryDelay": "100ms" },
          "seeds": [{{string.Join(", ", Enumerable.Range(0, Pages).Select(n => $"\"{web.BaseAddress(0)}p/{n}\""))}}],
          "extract": [{ "name": "page", "fields": { "f": { "css": "{{css}}" } } }]
        }
        """;
}
