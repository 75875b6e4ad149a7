using System.IO.Compression;

namespace Thresher.Tests.EndToEnd.CommandLine;

/// <summary><c>seed</c> without a silo: sources, counts, idempotence.</summary>
public sealed class SeedCommandTests : IDisposable
{
    private readonly Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Seed_AllSourcesAtOnce_CountsThemTogether()
    {
        _cli.Write("plain.txt", "http://h/file\n# a comment\n\nnot a url\n");
        await using (var gzip = new GZipStream(File.Create(Path.Combine(_cli.Path, "packed.gz")), CompressionMode.Compress))
        {
            gzip.Write("http://h/packed\r\nhttp://h/file\r\n"u8);
        }

        var ended = await _cli.RunAsync(
            ["seed", "c", "http://h/argument", "--file", "plain.txt", "--file", "packed.gz", "--stdin", "--template", "http://h/{1..3}", "--json"],
            "http://h/stdin\n");

        Assert.Equal(0, ended.Code);
        Assert.Equal("""{"crawl":"c","added":7,"known":1,"outOfScope":0,"malformed":1}""", ended.Output.Trim());
        Assert.Equal("thresher: plain.txt:4: \"not a url\" is no http or https URL", ended.ErrorLine);
    }

    [Fact]
    public async Task Seed_Again_AddsNothing()
    {
        string[] seed = ["seed", "c", "--template", "http://h/{0..4999}", "--json"];

        Assert.Contains("\"added\":5000,\"known\":0", (await _cli.RunAsync(seed)).Output, StringComparison.Ordinal);
        Assert.Contains("\"added\":0,\"known\":5000", (await _cli.RunAsync(seed)).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await _cli.RunAsync("verify c")).Code);
    }

    [Fact]
    public async Task Seed_ManyMalformedLines_ShowsTwentyAndCountsAll()
    {
        var ended = await _cli.RunAsync(["seed", "c", "--file", "-", "--json"], string.Concat(Enumerable.Repeat("bad\n", 50)) + "http://h/\n");

        Assert.Equal(0, ended.Code);
        Assert.Contains("\"added\":1,\"known\":0,\"outOfScope\":0,\"malformed\":50", ended.Output, StringComparison.Ordinal);
        Assert.Equal(21, ended.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Seed_ExcludedUrl_IsOutOfScope()
    {
        await _cli.RunAsync("seed c http://h/ --exclude /private");

        var ended = await _cli.RunAsync("seed c http://h/private/1 --json");

        Assert.Contains("\"outOfScope\":1", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seed_JobOptionForAnExistingCrawl_IsWrongUsage()
    {
        await _cli.RunAsync("seed c http://h/ --max-pages 3");

        var ended = await _cli.RunAsync("seed c http://h/2 --max-pages 4");

        Assert.Equal(2, ended.Code);
        Assert.Contains("--max-pages is for a new crawl", ended.ErrorLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seed_NewCrawl_WaitsToBeCrawled()
    {
        await _cli.RunAsync("seed c http://h/");

        var status = await _cli.RunAsync("status c --json");

        Assert.StartsWith("""{"crawl":"c","state":"stopped","accepted":1,"queued":1,""", status.Output, StringComparison.Ordinal);
    }
}
