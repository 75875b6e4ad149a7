using System.Net;
using System.Text.Json;

namespace Thresher.Tests.EndToEnd.Cluster;

/// <summary>What a silo's HTTP port serves, and to whom.</summary>
public sealed class SiloPagesTests(SharedSilo shared) : IClassFixture<SharedSilo>
{
    [Theory]
    [InlineData("/", "<h2>Silos</h2>")]
    [InlineData("/api/crawls", "\"crawls\":[]")]
    [InlineData("/dashboard/", "Orleans Dashboard")]
    [InlineData("/metrics", "thresher_in_flight")]
    [InlineData("/health", "\"activeSilos\":1")]
    [InlineData("/health/live", "live")]
    [InlineData("/health/ready", "ready")]
    public async Task Get_WithKey_Answers(string path, string expected)
    {
        var silo = await shared.StartAsync();
        var (status, body) = await silo.GetAsync(path, SharedSilo.Key);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains(expected, body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/", HttpStatusCode.Unauthorized)]
    [InlineData("/api/crawls", HttpStatusCode.Unauthorized)]
    [InlineData("/dashboard/", HttpStatusCode.Unauthorized)]
    [InlineData("/metrics", HttpStatusCode.Unauthorized)]
    [InlineData("/healthy", HttpStatusCode.Unauthorized)]
    [InlineData("/health", HttpStatusCode.OK)]
    [InlineData("/health/live", HttpStatusCode.OK)]
    [InlineData("/health/ready", HttpStatusCode.OK)]
    public async Task Get_WithoutKey_OnlyHealthAnswers(string path, HttpStatusCode expected)
    {
        var silo = await shared.StartAsync();
        Assert.Equal(expected, (await silo.GetAsync(path)).Status);
        Assert.Equal(expected, (await silo.GetAsync(path, "wrong")).Status);
    }

    [Fact]
    public async Task Get_UnknownCrawl_Is404AndEscaped()
    {
        var silo = await shared.StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await silo.GetAsync("/api/crawls/nobody", SharedSilo.Key)).Status);
        var (status, body) = await silo.GetAsync("/?crawl=%3Cimg%3E", SharedSilo.Key);
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Contains("&lt;img&gt;", body, StringComparison.Ordinal);
        Assert.DoesNotContain("<img>", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_AsJson_IsOneDocumentALine()
    {
        var silo = await shared.StartAsync();
        await silo.LogsAsync("serves in cluster");
        foreach (var line in silo.Process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var document = JsonDocument.Parse(line);
            Assert.True(document.RootElement.TryGetProperty("LogLevel", out _));
        }
    }
}
