using System.Text;
using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;

namespace Thresher.Tests.EndToEnd.CommandLine;

/// <summary>WARC of a crawl and of its refresh: a gzipped page, three equal ones, one that changes.</summary>
public sealed class WarcExportTests : IDisposable
{
    private readonly Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Export_Warc_HoldsEveryExchangeOnceWithDigestsThatHold()
    {
        await using var web = await SyntheticWeb.StartAsync(new SyntheticWebOptions { Hosts = 1, PagesPerHost = 1 }, TestContext.Current.CancellationToken);
        var root = web.BaseAddress(0).AbsoluteUri;
        var version = 1;
        web.Map(0, "*", async context =>
        {
            var path = context.Request.Path.Value!;
            if (path == "/robots.txt")
            {
                context.Response.StatusCode = 404;
                return;
            }

            if (path == "/a" && context.Request.Headers.IfNoneMatch == "\"a\"")
            {
                context.Response.StatusCode = 304;
                return;
            }

            context.Response.ContentType = "text/html";
            context.Response.Headers.ETag = path == "/a" ? "\"a\"" : default;
            var body = Encoding.UTF8.GetBytes(path switch
            {
                "/" => "<a href=a>a</a><a href=b1>1</a><a href=b2>2</a><a href=b3>3</a><a href=c>c</a>",
                "/a" => "<p>ä zipped",
                "/c" => $"<p>version {version}",
                _ => "<p>the same",
            });
            if (path == "/a")
            {
                using var zipped = new MemoryStream();
                await using (var gzip = new System.IO.Compression.GZipStream(zipped, System.IO.Compression.CompressionMode.Compress, leaveOpen: true))
                {
                    gzip.Write(body);
                }

                body = zipped.ToArray();
                context.Response.Headers.ContentEncoding = "gzip";
            }

            await context.Response.Body.WriteAsync(body);
        });

        var crawl = await _cli.RunAsync($"crawl {root} --name web --keep-bodies --allow-private --delay 0");
        Assert.True(crawl.Code == 0, crawl.Errors);
        var file = Path.Combine(_cli.Path, "web.warc.gz");
        var export = await _cli.RunAsync($"export web --format warc -o {file}");
        Assert.True(export.Code == 0, export.Errors);
        Assert.Equal($"6 exchanges written to {file}", export.ErrorLine);

        var records = WarcRecords.Read(file);
        Assert.Equal(("warcinfo", "web.warc.gz"), (records[0].Type, records[0].Field("WARC-Filename")));
        Assert.Equal([("request", 6), ("response", 4), ("revisit", 2), ("warcinfo", 1)], Types(records));
        Assert.All(records.Skip(1), record => Assert.Equal(records[0].Field("WARC-Record-ID"), record.Field("WARC-Warcinfo-ID")));
        Assert.Equal(records.Count, records.Select(record => record.Field("WARC-Record-ID")).Distinct().Count());
        foreach (var response in records.Where(record => record.Type == "response"))
        {
            Assert.Equal(response.Field("WARC-Payload-Digest"), WarcRecords.Digest(response.Block.AsSpan(response.BodyAt)));
        }

        var zip = records.Single(record => record.Type == "response" && record.Field("WARC-Target-URI") == $"{root}a");
        Assert.Equal("<p>ä zipped", Encoding.UTF8.GetString(zip.Block, zip.BodyAt, zip.Block.Length - zip.BodyAt));
        Assert.Contains("X-Crawler-Content-Encoding: gzip\r\n", Encoding.Latin1.GetString(zip.Block), StringComparison.Ordinal);
        var original = records.Single(record => record.Type == "response" && record.Field("WARC-Target-URI") == $"{root}b1");
        Assert.All(records.Where(record => record.Type == "revisit"), revisit => Assert.Equal(
            ("http://netpreserve.org/warc/1.1/revisit/identical-payload-digest", original.Field("WARC-Record-ID"), $"{root}b1", original.Field("WARC-Date"), original.Field("WARC-Payload-Digest")),
            (revisit.Field("WARC-Profile"), revisit.Field("WARC-Refers-To"), revisit.Field("WARC-Refers-To-Target-URI"), revisit.Field("WARC-Refers-To-Date"), revisit.Field("WARC-Payload-Digest"))));
        var request = records.Single(record => record.Type == "request" && record.Field("WARC-Target-URI") == $"{root}a");
        Assert.Equal(zip.Field("WARC-Record-ID"), request.Field("WARC-Concurrent-To"));
        Assert.StartsWith("GET /a HTTP/1.1\r\nHost: ", Encoding.Latin1.GetString(request.Block), StringComparison.Ordinal);

        // The refresh finds one page changed and the others unchanged, one of them by a 304.
        version = 2;
        var refresh = await _cli.RunAsync("crawl web --refresh");
        Assert.True(refresh.Code == 0, refresh.Errors);
        Assert.Equal(0, (await _cli.RunAsync($"export web --format warc -o {file}")).Code);
        var again = WarcRecords.Read(file);
        Assert.Equal([("request", 11), ("response", 4), ("revisit", 7), ("warcinfo", 1)], Types(again));
        var notModified = again.Single(record => record.Field("WARC-Profile")?.EndsWith("server-not-modified", StringComparison.Ordinal) == true);
        Assert.Equal((zip.Field("WARC-Record-ID"), $"{root}a"), (notModified.Field("WARC-Refers-To"), notModified.Field("WARC-Target-URI")));
        Assert.StartsWith("HTTP/1.1 304 ", Encoding.Latin1.GetString(notModified.Block), StringComparison.Ordinal);
        Assert.Contains(again, record => record.Type == "response" && Encoding.UTF8.GetString(record.Block).EndsWith("<p>version 2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Export_WarcWithoutBodies_NamesTheOptionAndLeavesNoFile()
    {
        await using var web = await SyntheticWeb.StartAsync(new SyntheticWebOptions { Hosts = 1, PagesPerHost = 3 }, TestContext.Current.CancellationToken);
        Assert.Equal(0, (await _cli.RunAsync($"crawl {web.Seeds[0]} --name web --allow-private --delay 0")).Code);
        foreach (var more in new[] { "", " --follow" })
        {
            var export = await _cli.RunAsync($"export web --format warc -o bare.warc.gz{more}");
            Assert.Equal(1, export.Code);
            Assert.Contains("stores no bodies, which a WARC file consists of: crawl with --keep-bodies", export.ErrorLine, StringComparison.Ordinal);
            Assert.Empty(Directory.GetFiles(_cli.Path));
        }
    }

    private static IEnumerable<(string, int)> Types(List<WarcRecords> records) =>
        records.CountBy(record => record.Type).Select(type => (type.Key, type.Value)).OrderBy(type => type.Key, StringComparer.Ordinal);
}
