using Thresher.Storage;
using Thresher.Storage.Sqlite;
using Thresher.Storage.Sqlite.Database;

namespace Thresher.Tests.Unit.Storage.Sqlite;

/// <summary>Commits that are gone because the write-ahead log that held them is missing or cut short.</summary>
public sealed class SqliteCommitMarkTests : IAsyncLifetime
{
    private const int Crawls = 20;
    private readonly SqliteHarness _harness = new();
    private readonly string _copy = Directory.CreateTempSubdirectory("thresher-copy-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string CopiedFile => Path.Combine(_copy, "thresher.db");

    private string CopiedMark => SqliteCommitMark.PathOf(CopiedFile);

    public async ValueTask InitializeAsync()
    {
        await _harness.OpenAsync();
        for (var i = 0; i < Crawls; i++)
        {
            await _harness.Store.Catalog.CreateAsync($"crawl{i}", "{}", Cancel);
        }

        // As a killed process leaves them: the store is still open, so the log is not merged into the file.
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(_harness.File)!))
        {
            File.Copy(file, Path.Combine(_copy, Path.GetFileName(file)));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _harness.DisposeAsync();
        Directory.Delete(_copy, recursive: true);
    }

    [Theory]
    [InlineData(true, 0.0)]
    [InlineData(true, 0.5)]
    [InlineData(true, null)]
    [InlineData(false, 0.0)]
    [InlineData(false, 0.5)]
    [InlineData(false, null)]
    public async Task Open_LogIsGoneOrCut_IsToldInOneLine(bool toRead, double? left)
    {
        var log = CopiedFile + "-wal";
        File.Delete(CopiedFile + "-shm");
        if (left is { } share)
        {
            await using var file = File.OpenWrite(log);
            file.SetLength((long)(file.Length * share));
        }
        else
        {
            File.Delete(log);
        }

        var failure = await Assert.ThrowsAsync<StoreException>(() => OpenAsync(toRead));

        Assert.StartsWith($"{CopiedFile} lacks its last ", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"{log} is missing or cut short", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
        Assert.False(failure.IsTransient);

        // The remedy that is named.
        File.Delete(CopiedMark);
        await OpenAsync(toRead: false);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Open_AfterAKill_FindsEveryCommit(bool toRead)
    {
        Assert.Equal(Crawls, SqliteCommitMark.Read(CopiedFile));
        await OpenAsync(toRead);
    }

    [Fact]
    public async Task Open_MarkThatStayedBehindOrIsNoNumber_IsNoProblem()
    {
        foreach (var mark in new[] { "3", "", "x" })
        {
            await File.WriteAllTextAsync(CopiedMark, mark, Cancel);
            await OpenAsync(toRead: false);
        }
    }

    [Fact]
    public async Task Open_FileThatWasDeleted_BeginsAnew()
    {
        foreach (var file in Directory.GetFiles(_copy).Where(file => file != CopiedMark))
        {
            File.Delete(file);
        }

        await OpenAsync(toRead: false);
        await OpenAsync(toRead: false);
    }

    [Fact]
    public async Task Commit_ThatChangesNothing_IsNotNumbered()
    {
        await _harness.Store.Catalog.ListAsync(Cancel);
        await _harness.Store.Catalog.EndProducerAsync(1, "nobody", Cancel);

        Assert.Equal(Crawls, SqliteCommitMark.Read(_harness.File));
    }

    private async Task OpenAsync(bool toRead)
    {
        await using var store = new SqliteStore(CopiedFile, TimeProvider.System);
        await (toRead ? store.OpenToReadAsync(Cancel) : store.InitializeAsync(Cancel));
    }
}
