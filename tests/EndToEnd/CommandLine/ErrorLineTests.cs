namespace Thresher.Tests.EndToEnd.CommandLine;

/// <summary>What users get wrong: one line that names the thing and the remedy, an exit code, no stack trace.</summary>
public sealed class ErrorLineTests : IDisposable
{
    private readonly Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("", 2, "a command is required")]
    [InlineData("fetch http://h/", 2, "unknown command fetch")]
    [InlineData("status --colour", 2, "unknown option --colour")]
    [InlineData("crawl", 2, "crawl requires a URL")]
    [InlineData("crawl no/such", 2, "\"no/such\" is neither a URL")]
    [InlineData("crawl http://h/ --delay soon", 2, "--delay: \"soon\" is not a duration")]
    [InlineData("crawl http://h/ --name-server dns", 2, "--name-server 'dns' is not an address")]
    [InlineData("crawl http://h/ --include (", 2, "is not a usable regular expression")]
    [InlineData("crawl http://h/ --name a/b", 2, "--name: ")]
    [InlineData("crawl missing.json", 2, "missing.json cannot be read: there is no such file")]
    [InlineData("crawl --name nobody", 2, "no crawl nobody to continue")]
    [InlineData("seed c", 2, "seed requires URLs")]
    [InlineData("seed c --create --file missing.txt", 1, "missing.txt cannot be read: there is no such file")]
    [InlineData("seed c --create --template http://h/{0..", 2, "is never closed")]
    [InlineData("seed c --create notaurl", 1, "\"notaurl\" is not an http or https URL")]
    [InlineData("status", 1, "holds no crawls")]
    [InlineData("explain nothing", 2, "\"nothing\" is not an http or https URL")]
    [InlineData("verify", 2, "verify wants CRAWL")]
    [InlineData("failures c --reason bad-luck", 2, "--reason: \"bad-luck\" is not one of")]
    [InlineData("export c --what stars", 2, "--what: \"stars\" is not one of pages, items, links, failures")]
    [InlineData("export c --format xml", 2, "--format: \"xml\" is not one of jsonl, csv, parquet, warc")]
    [InlineData("export c --format warc --what items", 2, "a WARC file contains pages: use --what pages")]
    [InlineData("export c --csv-guard", 2, "--csv-guard applies to CSV only")]
    [InlineData("export c --rule r", 2, "--rule applies to items only")]
    [InlineData("export c --what links --unique", 2, "--unique and --near apply to pages only")]
    [InlineData("export c --since yesterday", 2, "--since: \"yesterday\" is neither a duration")]
    public async Task Run_WrongCommandLine_SaysWhatIsWrong(string arguments, int code, string part)
    {
        var ended = await _cli.RunAsync(arguments);

        Assert.Equal(code, ended.Code);
        Assert.StartsWith("thresher: ", ended.ErrorLine, StringComparison.Ordinal);
        Assert.Contains(part, ended.ErrorLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WrongJobFile_NamesFieldAndLine()
    {
        _cli.Write("job.json", "{\n  \"seeds\": [\"http://h/\"],\n  \"limits\": { \"maxPages\": \"many\" }\n}\n");

        var ended = await _cli.RunAsync("crawl job.json");

        Assert.Equal(2, ended.Code);
        Assert.Contains("job.json line 3", ended.ErrorLine, StringComparison.Ordinal);
        Assert.Contains("limits.maxPages", ended.ErrorLine, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status other")]
    [InlineData("hosts other")]
    [InlineData("verify other")]
    [InlineData("export other")]
    [InlineData("failures other")]
    [InlineData("pause other")]
    [InlineData("stop other")]
    [InlineData("retry other")]
    [InlineData("remove other --yes")]
    public async Task Run_UnknownCrawl_NamesTheExistingOnes(string arguments)
    {
        await _cli.RunAsync("seed mine --create http://h/");

        var ended = await _cli.RunAsync(arguments);

        Assert.Equal(1, ended.Code);
        Assert.Equal("thresher: no crawl other: there is mine", ended.ErrorLine);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("seed mine --create http://h/2")]
    [InlineData("crawl http://127.0.0.1:9/")]
    public async Task Run_CorruptDatabase_NamesTheFileAndTheRemedy(string arguments)
    {
        Directory.CreateDirectory(Path.Combine(_cli.Path, "thresher-data"));
        _cli.Write("thresher-data/thresher.db", new string('x', 8192));

        var ended = await _cli.RunAsync(arguments);

        Assert.Equal(1, ended.Code);
        Assert.Contains("thresher.db is damaged or not a Thresher database", ended.ErrorLine, StringComparison.Ordinal);
        Assert.Contains("--data", ended.ErrorLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Remove_WithoutATerminal_WantsYes()
    {
        await _cli.RunAsync("seed mine --create http://h/");

        Assert.Equal(2, (await _cli.RunAsync("remove mine")).Code);
        Assert.Equal(0, (await _cli.RunAsync("remove mine --yes")).Code);
        Assert.Equal(1, (await _cli.RunAsync("status mine")).Code);
    }

    [Fact]
    public async Task Help_IsNoError()
    {
        var ended = await _cli.RunAsync("crawl --help");

        Assert.Equal(0, ended.Code);
        Assert.Contains("--max-pages", ended.Output, StringComparison.Ordinal);
        Assert.Empty(ended.Errors);
    }
}
