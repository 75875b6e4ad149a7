using System.Reflection;
using Thresher.Grains.Control;
using Thresher.Grains.Crawls;
using Thresher.Jobs;
using Thresher.Storage;
using Thresher.Tests.Unit.Storage.Sqlite;

namespace Thresher.Tests.Unit.Grains.Crawls;

public sealed class CrawlDirectoryTests : IAsyncLifetime
{
    private readonly SqliteHarness _harness = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _harness.OpenAsync();

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Fact]
    public async Task RefreshAsync_JobThatCannotBeRead_IsThatCrawlsFaultAlone()
    {
        var (broken, sound) = (await CreateAsync("broken"), await CreateAsync("sound"));
        await _harness.ExecuteAsync($"UPDATE crawls SET job = '{{\"limits\":{{\"maxPages\":\"many\"}}}}', version = version + 1 WHERE id = {broken}");

        var directory = await ReadAsync();

        Assert.Contains("cannot be read by this version", directory.Find(broken)!.Fault, StringComparison.Ordinal);
        Assert.False(directory.Find(broken)!.IsRunning);
        Assert.True(directory.Find(sound) is { IsRunning: true, Fault: null });
    }

    [Fact]
    public async Task RefreshAsync_OfManyCrawls_ReadsOnlyTheJobsThatChanged()
    {
        long[] ids = [await CreateAsync("one"), await CreateAsync("two"), await CreateAsync("three")];
        var catalog = DispatchProxy.Create<ICrawlCatalog, RecordingCatalog>();
        var reads = ((RecordingCatalog)(object)catalog).Reads;
        ((RecordingCatalog)(object)catalog).Sound = _harness.Store.Catalog;
        var directory = new CrawlDirectory(catalog);

        await directory.RefreshAsync(Cancellation);
        await directory.RefreshAsync(Cancellation);
        var kept = directory.Find("one");
        await _harness.Store.Catalog.UpdateJobAsync(ids[1], new CrawlJob { KeepBodies = true }.ToJson(), Cancellation);
        await _harness.Store.Catalog.RemoveAsync(ids[2], Cancellation);
        await directory.RefreshAsync(Cancellation);

        Assert.Equal([ids, [ids[1]]], reads.Select(read => read.Order().ToArray()));
        Assert.Same(kept, directory.Find("one"));
        Assert.True(directory.Find("two")!.Job.KeepBodies);
        Assert.Null(directory.Find("three"));
    }

    [Fact]
    public async Task SnapshotAsync_JobThatCannotBeRead_ShowsItsLedgerAndWhy()
    {
        var broken = await CreateAsync("broken");
        await _harness.ExecuteAsync($"UPDATE crawls SET job = 'no json' WHERE id = {broken}");
        var record = await _harness.Store.Catalog.FindAsync("broken", Cancellation);

        var snapshot = await new CrawlControl(_harness.Store).SnapshotAsync(record!, [], Cancellation);

        Assert.Equal("broken", snapshot.Status.Crawl);
        Assert.Contains("cannot be read by this version", Assert.Single(snapshot.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RefreshAsync_JobOfANewerVersion_RunsAndIsTold()
    {
        var newer = await CreateAsync("newer");
        await _harness.ExecuteAsync($"UPDATE crawls SET job = '{{\"seeds\":[\"https://a.example/\"],\"dreams\":1}}' WHERE id = {newer}");

        var control = new CrawlControl(_harness.Store);
        var record = await control.StartAsync("newer", new CrawlJob { KeepBodies = true }.ToJson(), Cancellation);
        var snapshot = await control.SnapshotAsync(record, [], Cancellation);

        Assert.True((await ReadAsync()).Find(newer) is { IsRunning: true, Job.KeepBodies: true });
        Assert.Equal(["dreams"], StoredJob.UnknownFields(record.Job));
        Assert.Equal("the stored job has fields that this version does not know and does not apply: dreams", Assert.Single(snapshot.Warnings));
    }

    [Fact]
    public async Task SnapshotAsync_PipeOfANewerVersion_IsShownAsTheCrawlsFault()
    {
        const string Job = """{"seeds":["https://a.example/"],"extract":[{"name":"r","fields":{"f":{"css":"h1","pipes":["lower","shout"]}}}]}""";
        var newer = await CreateAsync("newer");
        await _harness.ExecuteAsync($"UPDATE crawls SET job = '{Job}', version = version + 1 WHERE id = {newer}");
        var control = new CrawlControl(_harness.Store);
        var record = (await _harness.Store.Catalog.FindAsync("newer", Cancellation))!;

        var warning = Assert.Single((await control.SnapshotAsync(record, [], Cancellation)).Warnings);
        Assert.StartsWith("this version cannot crawl it: the stored job is not valid at extract[0].fields.f.pipes[1]: \"shout\" is not a pipe: use lower, ", warning, StringComparison.Ordinal);
        Assert.False((await ReadAsync()).Find(newer)!.IsRunning);

        // The fault goes with the job.
        await _harness.Store.Catalog.UpdateJobAsync(newer, Job.Replace("shout", "upper", StringComparison.Ordinal), Cancellation);
        record = (await _harness.Store.Catalog.FindAsync("newer", Cancellation))!;
        Assert.Empty((await control.SnapshotAsync(record, [], Cancellation)).Warnings);
    }

    [Fact]
    public async Task StartAsync_PipeOfANewerVersion_IsRefusedBeforeAnythingIsStored()
    {
        const string Job = """{"extract":[{"name":"r","fields":{"f":{"css":"h1","pipes":["shout"]}}}]}""";

        var failure = await Assert.ThrowsAsync<JobException>(() => new CrawlControl(_harness.Store).StartAsync("newer", Job, Cancellation));

        Assert.StartsWith("the job cannot be crawled by this version: extract[0].fields.f.pipes[0]: \"shout\" is not a pipe", failure.Message, StringComparison.Ordinal);
        Assert.Null(await _harness.Store.Catalog.FindAsync("newer", Cancellation));
    }

    private async Task<long> CreateAsync(string name) =>
        (await _harness.Store.Catalog.CreateAsync(name, new CrawlJob { Seeds = ["https://a.example/"] }.ToJson(), Cancellation)).Id;

    private async Task<CrawlDirectory> ReadAsync()
    {
        var directory = new CrawlDirectory(_harness.Store.Catalog);
        await directory.RefreshAsync(Cancellation);
        return directory;
    }

    /// <summary>A catalog that records which crawls' jobs are read; listing them all reads every job, which nothing here may.</summary>
    public class RecordingCatalog : DispatchProxy
    {
        /// <summary>What answers.</summary>
        public ICrawlCatalog Sound { get; set; } = null!;

        /// <summary>The ids of each reading.</summary>
        public List<long[]> Reads { get; } = [];

        /// <inheritdoc/>
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Assert.NotEqual(nameof(ICrawlCatalog.ListAsync), targetMethod!.Name);
            if (targetMethod.Name == nameof(ICrawlCatalog.ReadAsync))
            {
                Reads.Add([.. (IReadOnlyCollection<long>)args![0]!]);
            }

            return targetMethod.Invoke(Sound, args);
        }
    }
}
