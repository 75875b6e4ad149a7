using System.IO.Compression;
using System.Text;
using Thresher.Client.Exporting;
using Thresher.Client.Exporting.Warc;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;
using Thresher.Tests.Unit.Grains.Pages;

namespace Thresher.Tests.Unit.Exporting;

/// <summary>Exchanges that left no page, from the wire to the archive.</summary>
public sealed class WarcExchangeTests : IDisposable
{
    private static readonly CrawlJob Keeping = new() { KeepBodies = true };
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("thresher-warc-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: /next\r\nContent-Length: 5\r\n\r\nmoved", "HTTP/1.1 302 Found\r\nLocation: /next\r\nContent-Length: 5\r\n\r\nmoved", null)]
    [InlineData("HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nnone\r\n0\r\n\r\n", "HTTP/1.1 404 Not Found\r\nX-Crawler-Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\nnone", null)]
    [InlineData("HTTP/1.1 503 Busy\r\nContent-Length: 9\r\n\r\nhalf", "HTTP/1.1 503 Busy\r\nX-Crawler-Content-Length: 9\r\nContent-Length: 0\r\n\r\n", "unspecified")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", "HTTP/1.1 200 OK\r\nX-Crawler-Content-Length: 9\r\nContent-Length: 0\r\n\r\n", "disconnect")]
    public async Task Archive_AnswerWithoutAPage_IsItsResponseAndRequest(string answer, string archived, string? truncated)
    {
        await using var rig = await PipelineRig.StartAsync(answer, Keeping);
        await rig.RunAsync(await rig.LeaseAsync("/start"));

        var records = await ArchiveAsync(rig);
        Assert.Equal(["warcinfo", "response", "request"], records.Select(record => Field(record, "WARC-Type")));
        Assert.All(records.Skip(1), record => Assert.Equal("http://site.test/start", Field(record, "WARC-Target-URI")));
        Assert.Equal(truncated, Field(records[1], "WARC-Truncated"));
        Assert.Equal(archived, Block(records[1]));
        Assert.StartsWith("GET /start HTTP/1.1\r\n", Block(records[2]), StringComparison.Ordinal);
        Assert.Equal(Field(records[1], "WARC-Record-ID"), Field(records[2], "WARC-Concurrent-To"));
    }

    [Fact]
    public async Task Archive_NoAnswer_SaysWhatBecameOfTheRequest()
    {
        await using var rig = await PipelineRig.StartAsync("", Keeping);
        await rig.RunAsync(await rig.LeaseAsync());

        var records = await ArchiveAsync(rig);
        Assert.Equal(["warcinfo", "metadata", "request"], records.Select(record => Field(record, "WARC-Type")));
        Assert.Equal("outcome: no-response\r\n", Block(records[1]));
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task Store_ExchangeWithoutAPage_OnlyWhereBodiesAreKept(bool keepBodies, int rows)
    {
        await using var rig = await PipelineRig.StartAsync("HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone", new CrawlJob { KeepBodies = keepBodies });
        await rig.RunAsync(await rig.LeaseAsync());
        Assert.Equal((rows, FetchOutcome.NotFound), (await rig.CountAsync("exchanges"), (await rig.RowAsync("http://site.test/"))!.Outcome));
    }

    [Fact]
    public async Task Archive_BeyondItsSize_GoesOnInFilesThatStandAlone()
    {
        await using var rig = await PipelineRig.StartAsync("HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone", Keeping);
        foreach (var path in new[] { "/1", "/2", "/3" })
        {
            await rig.RunAsync(await rig.LeaseAsync(path));
        }

        await ArchiveAsync(rig, maxBytes: 700);
        var files = _directory.GetFiles().OrderBy(file => file.Name, StringComparer.Ordinal).ToList();
        Assert.Equal(["site-00000.warc.gz", "site-00001.warc.gz", "site-00002.warc.gz"], files.Select(file => file.Name));
        Assert.All(files, file =>
        {
            var records = Records(File.ReadAllBytes(file.FullName));
            Assert.Equal(["warcinfo", "response", "request"], records.Select(record => Field(record, "WARC-Type")));
            Assert.Equal(file.Name, Field(records[0], "WARC-Filename"));
            Assert.All(records.Skip(1), record => Assert.Equal(Field(records[0], "WARC-Record-ID"), Field(record, "WARC-Warcinfo-ID")));
        });
    }

    private async Task<List<string>> ArchiveAsync(PipelineRig rig, long maxBytes = long.MaxValue)
    {
        var isNumbered = maxBytes < long.MaxValue;
        await using var target = ExportTarget.Open(Path.Combine(_directory.FullName, "site.warc.gz"), inPlace: false, isNumbered);
        var warc = WarcPages.Begin(target, maxBytes, rig.Store.Reader, rig.Crawl.Record, rig.Time);
        var mark = await rig.Store.Feed.MarkAsync(rig.Crawl.Record.Id, Cancel);
        await foreach (var exchange in rig.Store.Feed.ExchangesAsync(rig.Crawl.Record.Id, Cursor.Start, mark, 0, Cancel))
        {
            await warc.WriteAsync(WarcRow.Of(exchange));
        }

        await warc.FinishAsync();
        await target.FinishAsync();
        return isNumbered ? [] : Records(await File.ReadAllBytesAsync(Path.Combine(_directory.FullName, "site.warc.gz"), Cancel));
    }

    private static List<string> Records(byte[] file)
    {
        using var gzip = new GZipStream(new MemoryStream(file), CompressionMode.Decompress);
        using var text = new StreamReader(gzip, Encoding.Latin1);
        return [.. text.ReadToEnd().Split("WARC/1.1\r\n", StringSplitOptions.RemoveEmptyEntries)];
    }

    private static string? Field(string record, string name) =>
        record.Split("\r\n\r\n", 2)[0].Split("\r\n").FirstOrDefault(line => line.StartsWith(name + ": ", StringComparison.Ordinal))?[(name.Length + 2)..];

    private static string Block(string record) => record.Split("\r\n\r\n", 2)[1][..^4];
}
