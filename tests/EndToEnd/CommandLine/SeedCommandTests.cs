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
            ["seed", "c", "--create", "http://h/argument", "--file", "plain.txt", "--file", "packed.gz", "--stdin", "--template", "http://h/{1..3}", "--json"],
            "http://h/stdin\n");

        Assert.Equal(0, ended.Code);
        Assert.Equal("""{"crawl":"c","added":7,"known":1,"outOfScope":0,"malformed":1}""", ended.Output.Trim());
        Assert.Equal("thresher: plain.txt:4: \"not a url\" is not an http or https URL", ended.ErrorLine);
    }

    [Fact]
    public async Task Seed_Again_AddsNothing()
    {
        string[] seed = ["seed", "c", "--create", "--template", "http://h/{0..4999}", "--json"];

        Assert.Contains("\"added\":5000,\"known\":0", (await _cli.RunAsync(seed)).Output, StringComparison.Ordinal);
        Assert.Contains("\"added\":0,\"known\":5000", (await _cli.RunAsync(seed)).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await _cli.RunAsync("verify c")).Code);
    }

    [Fact]
    public async Task Seed_ManyMalformedLines_ShowsTwentyAndCountsAll()
    {
        var ended = await _cli.RunAsync(["seed", "c", "--create", "--file", "-", "--json"], string.Concat(Enumerable.Repeat("bad\n", 50)) + "http://h/\n");

        Assert.Equal(0, ended.Code);
        Assert.Contains("\"added\":1,\"known\":0,\"outOfScope\":0,\"malformed\":50", ended.Output, StringComparison.Ordinal);
        Assert.Equal(21, ended.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Seed_ExcludedUrl_IsOutOfScope()
    {
        await _cli.RunAsync("seed c --create http://h/ --exclude /private");

        var ended = await _cli.RunAsync("seed c --create http://h/private/1 --json");

        Assert.Contains("\"outOfScope\":1", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seed_CsvColumnWithVerdicts_ReportsEachLine()
    {
        _cli.Write("list.csv", "id,\"page, url\"\r\n1,http://h/a\r\n2,\"http://h/\"\"b\"\"\"\r\n\r\n3\r\n4,http://h/a\r\n");

        var ended = await _cli.RunAsync(["seed", "c", "--create", "--file", "list.csv", "--csv-column", "page, url", "--verdicts", "-"]);

        Assert.Equal(0, ended.Code);
        Assert.Equal(
            [
                """{"source":"list.csv","line":2,"url":"http://h/a","verdict":"added"}""",
                """{"source":"list.csv","line":3,"url":"http://h/\"b\"","verdict":"added"}""",
                """{"source":"list.csv","line":5,"url":"","verdict":"malformed","problem":"has no column page, url"}""",
                """{"source":"list.csv","line":6,"url":"http://h/a","verdict":"known"}""",
            ],
            ended.Lines);
        Assert.Contains("c: 2 added, 1 known, 0 out of scope, 1 malformed", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seed_SqliteQueryAndJsonField_AreCounted()
    {
        await _cli.RunAsync("seed source --create --template http://h/{1..3000}");
        _cli.Write("list.jsonl", """{"page":{"url":"http://h/1"}}""" + "\n" + """{"page":{}}""" + "\n");

        var query = await _cli.RunAsync(
            ["seed", "c", "--create", "--sql", "SELECT url FROM urls ORDER BY id", "--connection", "thresher-data/thresher.db", "--json"]);
        var json = await _cli.RunAsync(["seed", "c", "--create", "--file", "list.jsonl", "--json-field", "/page/url", "--json"]);

        Assert.Equal("""{"crawl":"c","added":3000,"known":0,"outOfScope":0,"malformed":0}""", query.Output.Trim());
        Assert.Equal("""{"crawl":"c","added":0,"known":1,"outOfScope":0,"malformed":1}""", json.Output.Trim());
        Assert.Contains("list.jsonl:2: \"{\"page\":{}}\" has nothing at /page/url", json.ErrorLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seed_PostgresQuery_IsReadOnlyAndCounted()
    {
        await using var database = await Rig.DatabaseServer.StartNewAsync();

        var query = await _cli.RunAsync(
            ["seed", "c", "--create", "--sql", "SELECT 'http://h/' || nullif(n, 7) FROM generate_series(1, 3000) n", "--connection", database.ConnectionString, "--json"]);
        var write = await _cli.RunAsync(["seed", "c", "--create", "--sql", "CREATE TABLE t (url text)", "--connection", database.ConnectionString]);

        Assert.Equal("""{"crawl":"c","added":2999,"known":0,"outOfScope":0,"malformed":1}""", query.Output.Trim());
        Assert.Contains("sql:7: \"\" has no value in its first column", query.ErrorLine, StringComparison.Ordinal);
        Assert.Equal(1, write.Code);
        Assert.Contains("cannot execute CREATE TABLE in a read-only transaction", write.ErrorLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seed_LatinOneFile_IsMalformedWhereItIsNotUtf8()
    {
        await File.WriteAllBytesAsync(
            Path.Combine(_cli.Path, "latin.txt"), [.. "http://h/caf"u8, 0xE9, .. "\nhttp://h/tea\n"u8], TestContext.Current.CancellationToken);

        var ended = await _cli.RunAsync("seed c --create --file latin.txt --json");

        Assert.Equal("""{"crawl":"c","added":1,"known":0,"outOfScope":0,"malformed":1}""", ended.Output.Trim());
        Assert.Contains("latin.txt:1: ", ended.ErrorLine, StringComparison.Ordinal);
        Assert.Contains("is not UTF-8", ended.ErrorLine, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--file f.csv --csv-column link", 1, "f.csv cannot be read: its header has no column \"link\": its columns are \"id\", \"url\"")]
    [InlineData("--file f.csv --json-field url", 2, "\"url\" is not a JSON Pointer: write /url")]
    [InlineData("--template http://h/{1..2} --csv-column url", 2, "--csv-column applies to --file and --stdin")]
    [InlineData("--sql SELECT", 2, "--sql requires --connection")]
    [InlineData("--sql SELECT --connection nowhere", 2, "--connection is neither")]
    [InlineData("--sql SELECT --connection f.csv", 1, "the --sql query fails: ")]
    public async Task Seed_WrongSource_IsOneLine(string options, int code, string expected)
    {
        _cli.Write("f.csv", "id,url\n1,http://h/\n");

        var ended = await _cli.RunAsync($"seed c --create {options}");

        Assert.Equal(code, ended.Code);
        Assert.Contains(expected, ended.ErrorLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seed_KilledHalfWay_GoesOnAndItsVerdictsAreWhole()
    {
        _cli.Write("many.txt", string.Concat(Enumerable.Range(0, 60_000).Select(n => $"http://h/{n}\n")));
        string[] seed = ["seed", "c", "--create", "--file", "many.txt", "--verdicts", "v.jsonl", "--json"];
        var verdicts = Path.Combine(_cli.Path, "v.jsonl");
        using (var process = _cli.Start(seed))
        {
            while (!File.Exists(verdicts) || new FileInfo(verdicts).Length < 1_000_000)
            {
                Assert.False(process.HasExited);
                await Task.Delay(1, TestContext.Current.CancellationToken);
            }

            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var ended = await _cli.RunAsync(seed);

        Assert.Equal(0, ended.Code);
        Assert.Contains("resuming after line", ended.Errors, StringComparison.Ordinal);
        var lines = (await File.ReadAllLinesAsync(verdicts, TestContext.Current.CancellationToken))
            .Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("line").GetInt64()).ToHashSet();
        Assert.Equal(60_000, lines.Count);
        Assert.Contains("\"accepted\":60000,", (await _cli.RunAsync("status c --json")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seed_JobOptionForAnExistingCrawl_IsWrongUsage()
    {
        await _cli.RunAsync("seed c --create http://h/ --max-pages 3");

        var ended = await _cli.RunAsync("seed c --create http://h/2 --max-pages 4");

        Assert.Equal(2, ended.Code);
        Assert.Contains("--max-pages is for a new crawl", ended.ErrorLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seed_NewCrawl_WaitsToBeCrawled()
    {
        await _cli.RunAsync("seed c --create http://h/");

        var status = await _cli.RunAsync("status c --json");

        Assert.StartsWith("""{"crawl":"c","state":"stopped","accepted":1,"queued":1,""", status.Output, StringComparison.Ordinal);
    }
}
