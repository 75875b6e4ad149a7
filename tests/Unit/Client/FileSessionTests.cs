using Microsoft.Extensions.Logging.Abstractions;
using Thresher.Client.CommandLine;
using Thresher.Client.Embedded;
using Thresher.Client.Explaining;
using Thresher.Client.Producing;
using Thresher.Client.Sessions;
using Thresher.Grains.Contracts;
using Thresher.Grains.Frontier;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Jobs.Rules;
using Thresher.Storage;
using Thresher.Storage.Rows;
using Thresher.Web.Urls;

namespace Thresher.Tests.Unit.Client;

/// <summary>Commands on a data directory without a silo.</summary>
public sealed class FileSessionTests : IDisposable
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private readonly string _directory = Directory.CreateTempSubdirectory("thresher-session-").FullName;

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Remove_Hosts_AreForgottenUnlessHeldOrKnownToOthers()
    {
        await using var session = await WriteAsync();
        var crawl = await CreateAsync(session);
        var other = await CreateAsync(session, "other");
        await session.SeedAsync(crawl, "p", ["http://gone/", "http://held/", "http://shared/"], Token);
        await session.SeedAsync(other, "p", ["http://shared/"], Token);
        GrainStateDatabase.Prepare(Data.GrainDatabase, NullLogger.Instance);
        var states = (await GrainStateDatabase.OpenAsync(Data.GrainDatabase, Token))!;
        foreach (var host in new[] { "gone", "held", "shared" })
        {
            var state = new DomainState { FailuresInARow = 2 };
            state.Holds[HoldReason.RetryAfter] = TimeProvider.System.UnixMs() + (host == "held" ? 3_600_000 : -1);
            await states.WriteStateAsync(DomainGrain.PolitenessState, DomainGrain.IdOf(host), new GrainState<DomainState>(state));
            await states.WriteStateAsync(DomainGrain.RobotsState, DomainGrain.IdOf(host), new GrainState<RobotsState>(new RobotsState { Files = { ["http"] = new() { Body = [1] } } }));
        }

        await session.RemoveAsync(crawl, Token);

        Assert.Null(await session.RecallDomainAsync("gone", Token));
        var held = (await session.RecallDomainAsync("held", Token))!;
        Assert.Equal((2, 0), (held.Politeness.FailuresInARow, held.Robots.Files.Count));
        Assert.NotNull(held.Politeness.InForce(TimeProvider.System.UnixMs()));
        var shared = (await session.RecallDomainAsync("shared", Token))!;
        Assert.Equal((2, 1), (shared.Politeness.FailuresInARow, shared.Robots.Files.Count));
    }

    [Fact]
    public async Task Feed_MoreThanABatch_CountsEveryLineOnce()
    {
        await using var session = await WriteAsync();
        var told = new List<string>();
        var feed = new SeedProducer(session, await CreateAsync(session), told.Add, TimeProvider.System);

        await feed.KeepProducerAsync(SeedSources.Urls("t", Enumerable.Range(0, 9_000).Select(n => $"http://h/{n % 8_500}").Append("bad")), default, Token);
        await feed.EndAsync(Token);

        Assert.Equal((8_500, 500, 0, 1), (feed.Counts.Added, feed.Counts.Known, feed.Counts.OutOfScope, feed.Counts.Malformed));
        Assert.Equal("thresher: t:9001: \"bad\" is not an http or https URL", Assert.Single(told));
    }

    [Fact]
    public async Task Feed_SourceThatBreaks_KeepsWhatWasRead()
    {
        await using var session = await WriteAsync();
        var feed = new SeedProducer(session, await CreateAsync(session), _ => { }, TimeProvider.System);

        var failure = await Assert.ThrowsAsync<CommandException>(() => feed.KeepProducerAsync(new SeedSource("f", (_, _) => Breaking()), default, Token));

        Assert.Equal("f cannot be read beyond line 1 (the disk is gone): the lines before it are seeded", failure.Message);
        Assert.Equal(1, feed.Counts.Added);
    }

    [Fact]
    public async Task Feed_FileThatWasCalledOff_GoesOnBehindWhatWasAcknowledged()
    {
        await using var session = await WriteAsync();
        var crawl = await CreateAsync(session);
        var file = Path.Combine(_directory, "seeds.txt");
        await File.WriteAllLinesAsync(file, Enumerable.Range(0, 20_000).Select(n => $"http://h/{n}"), Token);
        using var kill = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var first = new SeedProducer(session, crawl, _ => { }, TimeProvider.System) { Progressed = (_, _) => kill.Cancel() };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.KeepProducerAsync(SeedSources.File(file, new SeedFormat()), default, kill.Token));

        var second = new SeedProducer(session, crawl, _ => { }, TimeProvider.System);
        var source = SeedSources.File(file, new SeedFormat());
        var begin = await second.FindBeginAsync(source, Token);
        await second.KeepProducerAsync(source, begin, Token);

        Assert.InRange(begin.Lines, 1, first.Counts.Added);
        Assert.Equal(20_000 - begin.Lines, second.Counts.Total);
        Assert.Equal(20_000, (await session.Reader.TotalsAsync(crawl.Id, Token)).Accepted);
        Assert.Equal(default, await second.FindBeginAsync(source, Token));
    }

    [Fact]
    public async Task FindBegin_FileOrJobHasChanged_IsTheBeginning()
    {
        await using var session = await WriteAsync();
        var crawl = await CreateAsync(session);
        var file = Path.Combine(_directory, "seeds.txt");
        await File.WriteAllTextAsync(file, "http://h/1\nhttp://h/2\n", Token);
        var feed = new SeedProducer(session, crawl, _ => { }, TimeProvider.System);
        var source = SeedSources.File(file, new SeedFormat());
        var mark = new SeedMark(source.FingerprintFor(crawl.Job), new SeedPosition(11, 1));
        await session.SetSeedMarkAsync(crawl, source.Key!, mark, Token);

        Assert.Equal(mark.Position, await feed.FindBeginAsync(source, Token));
        Assert.Equal(default, await feed.FindBeginAsync(SeedSources.File(file, new SeedFormat("url")), Token));
        Assert.Equal(default, await new SeedProducer(session, crawl with { Job = "{}" }, _ => { }, TimeProvider.System).FindBeginAsync(source, Token));
        await File.AppendAllTextAsync(file, "http://h/3\n", Token);
        Assert.Equal(default, await feed.FindBeginAsync(SeedSources.File(file, new SeedFormat()), Token));
    }

    [Fact]
    public async Task OpenToRead_BesideAWriter_ReadsAndDoesNotWrite()
    {
        await using var writer = await WriteAsync();
        await CreateAsync(writer);
        await using var reader = await FileSession.OpenToReadAsync(DataDirectory.Open(_directory, create: false), Token);

        var crawl = await reader.FindAsync("c", Token);

        Assert.Equal(CrawlState.Stopped, crawl.State);
        await Assert.ThrowsAsync<StoreException>(() => reader.RemoveAsync(crawl, Token));
    }

    [Fact]
    public async Task OpenToWrite_Twice_SaysWhoIsInTheWay()
    {
        await using var first = await WriteAsync();

        var failure = await Assert.ThrowsAsync<StoreException>(WriteAsync);

        Assert.Contains("is in use by another thresher process", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://h/seed", "queued", "no process is crawling")]
    [InlineData("http://h/other", "unknown", "no page stored so far links to it")]
    [InlineData("http://elsewhere/", "refused", "it shares no host with a seed")]
    [InlineData("http://h/private/1", "refused", "the --exclude rule /private matches it")]
    [InlineData("http://h/a/a/a", "refused", "its path looks like a trap")]
    public async Task Explain_NothingCrawledYet_SaysWhy(string url, string state, string reason)
    {
        await using var session = await WriteAsync();
        var crawl = await CreateAsync(session);
        await session.SeedAsync(crawl, "p", ["http://h/seed"], Token);
        Assert.True(WebUrl.TryParse(url, null, out var parsed));

        var document = await new UrlExplanation(session, TimeProvider.System).ExplainAsync(crawl, parsed, Token);

        Assert.Equal(state, document.State);
        Assert.Contains(reason, document.Because[0], StringComparison.Ordinal);
    }

    private static async IAsyncEnumerable<ProducerLine> Breaking()
    {
        yield return new ProducerLine("f", 1, "http://h/1");
        await Task.Yield();
        throw new IOException("the disk is gone");
    }

    private static async Task<CrawlRecord> CreateAsync(FileSession session, string name = "c")
    {
        await session.CreateAsync(name, new CrawlJob { Scope = new CrawlScope { Exclude = ["/private"] } }, Token);
        return await session.FindAsync(name, Token);
    }

    private DataDirectory Data => DataDirectory.Open(_directory, create: true);

    private Task<FileSession> WriteAsync() => FileSession.OpenToWriteAsync(Data, Token);
}
