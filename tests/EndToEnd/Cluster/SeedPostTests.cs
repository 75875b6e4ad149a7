using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.OpenApi;
using Thresher.Tests.EndToEnd.Rig;

namespace Thresher.Tests.EndToEnd.Cluster;

/// <summary>What <c>POST /crawls/{name}/seeds</c> takes, answers and refuses.</summary>
public sealed class SeedPostTests(SharedSilo shared) : IClassFixture<SharedSilo>
{
    [Fact]
    public async Task Post_EveryForm_HasAVerdictEach()
    {
        var silo = await CrawlAsync("forms", "--exclude", "/private");

        var lines = await PostAsync(
            silo,
            "forms",
            """
            "http://h.invalid/a"
            {"url":"http://h.invalid/b","title":"B"}
            http://h.invalid/c

            # a comment
            {"sitemap":"http://h.invalid/s.xml"}
            Sitemap: http://h.invalid/t.xml
            http://h.invalid/a
            http://h.invalid/private/x
            nothing
            {"page":1}
            ["http://h.invalid/d"]
            "http://h.invalid/e
            """);

        Assert.Equal(
            [
                """{"line":1,"url":"http://h.invalid/a","verdict":"added"}""",
                """{"line":2,"url":"http://h.invalid/b","verdict":"added"}""",
                """{"line":3,"url":"http://h.invalid/c","verdict":"added"}""",
                """{"line":6,"url":"Sitemap: http://h.invalid/s.xml","verdict":"added"}""",
                """{"line":7,"url":"Sitemap: http://h.invalid/t.xml","verdict":"added"}""",
                """{"line":8,"url":"http://h.invalid/a","verdict":"known"}""",
                """{"line":9,"url":"http://h.invalid/private/x","verdict":"outOfScope"}""",
                """{"line":10,"url":"nothing","verdict":"malformed","problem":"is not an http or https URL"}""",
                """{"line":11,"url":"{\"page\":1}","verdict":"malformed","problem":"has nothing at /url"}""",
                """{"line":12,"url":"[\"http://h.invalid/d\"]","verdict":"malformed","problem":"is an array: post one seed a line"}""",
                """{"line":13,"url":"\"http://h.invalid/e","verdict":"malformed","problem":"is not JSON"}""",
                """{"crawl":"forms","added":5,"known":1,"outOfScope":1,"malformed":4}""",
            ],
            lines);
    }

    [Fact]
    public async Task Post_LineThatIsNotUtf8OrTooLong_IsMalformedAndTheOthersAreTaken()
    {
        var silo = await CrawlAsync("bytes");
        byte[] body = [.. "http://h.invalid/caf"u8, 0xE9, (byte)'\n', .. Encoding.ASCII.GetBytes($"http://h.invalid/{new string('x', 2_000_000)}\n"), .. Encoding.ASCII.GetBytes($"\"http://h.invalid/{new string('y', 20_000)}\"\n"), .. "http://h.invalid/z"u8];

        var lines = await PostAsync(silo, "bytes", new ByteArrayContent(body));

        Assert.Equal(["is not UTF-8", "is longer than 1048576 bytes", "is longer than 16384 characters"], lines[..3].Select(line => JsonDocument.Parse(line).RootElement.GetProperty("problem").GetString()));
        Assert.Equal("""{"crawl":"bytes","added":1,"known":0,"outOfScope":0,"malformed":3}""", lines[^1]);
    }

    [Fact]
    public async Task Post_Gzip_IsReadAndWhatIsBrokenOffSaysSo()
    {
        var silo = await CrawlAsync("gzip");
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 100_000).Select(n => $"http://h.invalid/{n * 7919}\n"))), TestContext.Current.CancellationToken);
        }

        var half = await PostAsync(silo, "gzip", new ByteArrayContent(packed.ToArray()[..(int)(packed.Length / 2)]));
        using var last = JsonDocument.Parse(half[^1]);
        Assert.Equal(400, last.RootElement.GetProperty("status").GetInt32());
        Assert.Equal(half.Length - 1, last.RootElement.GetProperty("acknowledged").GetInt32());
        Assert.InRange(half.Length, 2, 99_999);

        var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentEncoding.Add("gzip");
        Assert.Equal(
            $$"""{"crawl":"gzip","added":{{100_001 - half.Length}},"known":{{half.Length - 1}},"outOfScope":0,"malformed":0}""",
            (await PostAsync(silo, "gzip", content))[^1]);
    }

    [Fact]
    public async Task Post_Nothing_IsAllCounted()
    {
        var silo = await CrawlAsync("nothing");
        Assert.Equal(["""{"crawl":"nothing","added":0,"known":0,"outOfScope":0,"malformed":0}"""], await PostAsync(silo, "nothing", ""));
    }

    [Theory]
    [InlineData("nobody", "text/plain", SharedSilo.Key, null, HttpStatusCode.NotFound, "there is no crawl 'nobody'")]
    [InlineData("refused", "application/x-www-form-urlencoded", SharedSilo.Key, null, HttpStatusCode.UnsupportedMediaType, "use Content-Type: application/x-ndjson")]
    [InlineData("refused", "text/plain", null, null, HttpStatusCode.Unauthorized, "Send the silo's API key")]
    [InlineData("refused", "text/plain", SharedSilo.Key, "https://evil.example", HttpStatusCode.Forbidden, "another origin")]
    public async Task Post_Refused_IsOneLineAndNothingIsTaken(string crawl, string type, string? key, string? origin, HttpStatusCode status, string expected)
    {
        var silo = await CrawlAsync("refused");
        var content = new StringContent("http://h.invalid/refused\n");
        content.Headers.ContentType = new MediaTypeHeaderValue(type);

        using var answer = await silo.PostSeedsAsync(crawl, content, key, origin);

        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(expected, Assert.Single(body.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Equal("""{"crawl":"refused","added":0,"known":0,"outOfScope":0,"malformed":0}""", (await PostAsync(silo, "refused", ""))[^1]);
        Assert.Contains("\"accepted\":1,", (await silo.GetAsync("/api/crawls/refused", SharedSilo.Key)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_ClientGoneHalfWay_LeavesTheUnfinishedLineOut()
    {
        var silo = await CrawlAsync("gone");
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(IPAddress.Loopback, silo.HttpPort, TestContext.Current.CancellationToken);
            await using var stream = socket.GetStream();
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes($"POST /crawls/gone/seeds HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: {SharedSilo.Key}\r\nContent-Length: 1000\r\n\r\nhttp://h.invalid/whole\nhttp://h.invalid/cut"),
                TestContext.Current.CancellationToken);

            // The verdict on the whole line comes while the body is unfinished.
            var read = new StringBuilder();
            var buffer = new byte[4096];
            while (!read.ToString().Contains("/whole\",\"verdict\":\"added\"}", StringComparison.Ordinal))
            {
                var count = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken);
                Assert.NotEqual(0, count);
                read.Append(Encoding.UTF8.GetString(buffer, 0, count));
            }
        }

        await silo.LogsAsync("A post of seeds to gone failed after 1 verdicts: the client disconnected");
        var after = await PostAsync(silo, "gone", "http://h.invalid/whole\nhttp://h.invalid/cut\n");
        Assert.Equal("""{"crawl":"gone","added":1,"known":1,"outOfScope":0,"malformed":0}""", after[^1]);
    }

    [Fact]
    public async Task OpenApi_Document_IsValidAndNamesWhatAnswers()
    {
        var silo = await CrawlAsync("described");
        var (status, json) = await silo.GetAsync("/openapi.json", SharedSilo.Key);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("\"openapi\": \"3.1.", json, StringComparison.Ordinal);

        var read = OpenApiDocument.Parse(json, OpenApiConstants.Json);

        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        Assert.Equal(["/api/crawls", "/api/crawls/{name}", "/crawls/{name}/seeds", "/health", "/health/live", "/health/ready"], read.Document!.Paths.Keys.Order(StringComparer.Ordinal));
        foreach (var path in read.Document.Paths.Where(path => path.Value.Operations!.ContainsKey(HttpMethod.Get)))
        {
            Assert.Equal(HttpStatusCode.OK, (await silo.GetAsync(path.Key.Replace("{name}", "described", StringComparison.Ordinal), SharedSilo.Key)).Status);
        }

        var post = read.Document.Paths["/crawls/{name}/seeds"].Operations![HttpMethod.Post];
        Assert.Equal(["200", "400", "404", "408", "415", "429", "503"], post.Responses!.Keys.Order(StringComparer.Ordinal));
        var shapes = post.Responses["200"].Content!["application/x-ndjson"].Schema!.AnyOf!;
        foreach (var line in await PostAsync(silo, "described", "http://h.invalid/\nnothing\n"))
        {
            var names = JsonDocument.Parse(line).RootElement.EnumerateObject().Select(member => member.Name).ToList();
            Assert.Contains(shapes, shape => names.TrueForAll(shape.Properties!.ContainsKey));
        }
    }

    /// <summary>The silo with a crawl of that name and one seed.</summary>
    private async Task<SiloProcess> CrawlAsync(string name, params string[] options)
    {
        var silo = await shared.StartAsync();
        if ((await silo.GetAsync($"/api/crawls/{name}", SharedSilo.Key)).Status == HttpStatusCode.NotFound)
        {
            await using var seed = await ThresherProcess.RunAsync(["seed", name, "--create", "http://seed.invalid/", "--cluster", shared.ConnectionString, .. options]);
            Assert.True(seed.ExitCode == 0, seed.Errors);
        }

        return silo;
    }

    private static Task<string[]> PostAsync(SiloProcess silo, string crawl, string lines) => PostAsync(silo, crawl, new StringContent(lines));

    private static async Task<string[]> PostAsync(SiloProcess silo, string crawl, HttpContent content)
    {
        using var answer = await silo.PostSeedsAsync(crawl, content, SharedSilo.Key);
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, body);
        return body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
