using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Thresher.Grains.Configuration;
using Thresher.Grains.Crawls;
using Thresher.Grains.Parsing;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;
using Thresher.Web.Urls;

namespace Thresher.Tests.Unit.Grains.Parsing;

/// <summary>What the end of a trial's process says of the page. The processes here are shells that play their part.</summary>
public sealed class IsolatedParseTests : IDisposable
{
    private static readonly ActiveCrawl Crawl = new(new CrawlRecord(
        7, "web", CrawlState.Running, new CrawlJob { Seeds = ["https://a.example/"] }.ToJson(), 0, 0, null, 0));

    private readonly string _folder = Directory.CreateTempSubdirectory("thresher-trial-").FullName;

    [Theory]
    [InlineData("cat >/dev/null; echo parses", IsolatedParseVerdict.Survived)]
    [InlineData("cat >/dev/null; echo parses; kill -KILL $$", IsolatedParseVerdict.Died)]
    [InlineData("cat >/dev/null; echo parses; kill -ABRT $$", IsolatedParseVerdict.Died)]
    [InlineData("cat >/dev/null; echo parses; kill -TERM $$", IsolatedParseVerdict.Undecided)]
    [InlineData("cat >/dev/null; echo parses; kill -HUP $$", IsolatedParseVerdict.Undecided)]
    [InlineData("cat >/dev/null; echo parses; exit 130", IsolatedParseVerdict.Undecided)]
    [InlineData("exit 150", IsolatedParseVerdict.Undecided)]
    [InlineData("cat >/dev/null; kill -KILL $$", IsolatedParseVerdict.Undecided)]
    [InlineData("cat >/dev/null; echo parses; exit 3", IsolatedParseVerdict.Undecided)]
    public async Task Run_ProcessEnds_DecidesByHow(string script, IsolatedParseVerdict verdict) =>
        Assert.Equal(verdict, await Trial(script).RunAsync(Crawl, Page(), TestContext.Current.CancellationToken));

    [Fact]
    public async Task Run_DiesOnceOnly_Survived()
    {
        var died = Path.Combine(_folder, "died");
        var trial = Trial($"cat >/dev/null; echo parses; [ -e {died} ] || {{ touch {died}; kill -KILL $$; }}");

        Assert.Equal(IsolatedParseVerdict.Survived, await trial.RunAsync(Crawl, Page(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Run_NoSuchProgram_Undecided()
    {
        var trial = new IsolatedParse(new ThresherOptions { IsolatedParseCommand = [Path.Combine(_folder, "none")] }, NullLogger<IsolatedParse>.Instance);

        Assert.Equal(IsolatedParseVerdict.Undecided, await trial.RunAsync(Crawl, Page(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Run_SiloStops_EndsTheProcess()
    {
        var began = Path.Combine(_folder, "began");
        using var stop = new CancellationTokenSource();
        var running = Trial($"echo $$ > {began}.new; mv {began}.new {began}; exec sleep 1000").RunAsync(Crawl, Page(), stop.Token);
        while (!File.Exists(began))
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        var process = $"/proc/{(await File.ReadAllTextAsync(began, TestContext.Current.CancellationToken)).Trim()}/cmdline";
        while (await IsThereAsync(process))
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Whether a process has a command line still; it may end while that is read.</summary>
    private static async Task<bool> IsThereAsync(string process)
    {
        try
        {
            return (await File.ReadAllTextAsync(process, TestContext.Current.CancellationToken)).Length > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }

    [Fact]
    public async Task Case_WrittenAndRead_IsTheSame()
    {
        using var stream = new MemoryStream();
        await IsolatedParseCase.Of(Crawl, Page()).WriteAsync(stream, Page().Body, TestContext.Current.CancellationToken);
        stream.Position = 0;

        var read = IsolatedParseCase.Read(stream);

        Assert.NotNull(read);
        Assert.Equal((7, Crawl.Record.Job), (read.Value.Crawl.Record.Id, read.Value.Crawl.Record.Job));
        Assert.Equal(Page() with { Body = default }, read.Value.Page with { Body = default });
        Assert.Equal(Page().Body.ToArray(), read.Value.Page.Body.ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{}\nbody")]
    public void Case_WriterDied_IsNone(string text) => Assert.Null(IsolatedParseCase.Read(new MemoryStream(Encoding.UTF8.GetBytes(text))));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static IsolatedParse Trial(string script) =>
        new(new ThresherOptions { IsolatedParseCommand = ["/bin/sh", "-c", script] }, NullLogger<IsolatedParse>.Instance);

    private static FetchedPage Page()
    {
        Assert.True(WebUrl.TryParse("https://a.example/x", null, out var url));
        return new FetchedPage(url, 2, "text/html; charset=utf-8", 1_700_000_000_000, "<p>a\nb</p>"u8.ToArray());
    }
}
