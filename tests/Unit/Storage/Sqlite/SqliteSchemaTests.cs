using Thresher.Storage;
using Thresher.Storage.Sqlite;

namespace Thresher.Tests.Unit.Storage.Sqlite;

/// <summary>Files of another version's schema.</summary>
public sealed class SqliteSchemaTests : IAsyncLifetime
{
    private static readonly int Known = SchemaScripts.For("Sqlite").Count;
    private readonly SqliteHarness _harness = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _harness.OpenAsync();

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Open_NewerSchema_IsRefusedInOneLine_AndChangesNothing(bool toRead)
    {
        await _harness.Store.DisposeAsync();
        await _harness.ExecuteAsync("PRAGMA user_version = 99");
        await using var store = new SqliteStore(_harness.File, TimeProvider.System);

        var failure = await Assert.ThrowsAsync<StoreException>(() => toRead ? store.OpenToReadAsync(Cancel) : store.InitializeAsync(Cancel));

        Assert.Equal(
            $"{_harness.File} has schema version 99, newer than the {Known} this program knows: use a newer Thresher", failure.Message);
        Assert.False(failure.IsTransient);
        Assert.Equal(1, await _harness.CountAsync("pragma_user_version WHERE user_version = 99"));
    }

    [Fact]
    public async Task OpenToRead_OlderSchema_SaysWhatUpgradesIt()
    {
        await _harness.LeaveOldAsync(2, "");
        await using var store = new SqliteStore(_harness.File, TimeProvider.System);

        var failure = await Assert.ThrowsAsync<StoreException>(() => store.OpenToReadAsync(Cancel));

        Assert.Contains($"has schema version 2, older than this program's {Known}", failure.Message, StringComparison.Ordinal);
    }
}
