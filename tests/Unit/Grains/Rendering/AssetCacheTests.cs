using Thresher.Grains.Rendering;
using Thresher.Rendering.Pages;

namespace Thresher.Tests.Unit.Grains.Rendering;

/// <summary>Scripts and style sheets are fetched once for a crawl.</summary>
public sealed class AssetCacheTests
{
    private static readonly PageAnswer Script = new(200, [], "x"u8.ToArray());

    [Fact]
    public async Task Asset_IsFetchedOnceForACrawl_AlsoWhileItIsBeingFetched()
    {
        var cache = new AssetCache();
        var coming = new TaskCompletionSource<PageAnswer?>();
        var fetched = 0;
        Task<PageAnswer?> Fetch()
        {
            fetched++;
            return coming.Task;
        }

        var both = new[] { cache.GetAsync(1, "https://a.example/x.js", Fetch), cache.GetAsync(1, "https://a.example/x.js", Fetch) };
        coming.SetResult(Script);
        Assert.All(await Task.WhenAll(both), answer => Assert.Same(Script, answer));
        Assert.Same(Script, await cache.GetAsync(1, "https://a.example/x.js", Fetch));
        Assert.Equal(1, fetched);
        await cache.GetAsync(2, "https://a.example/x.js", Fetch);
        Assert.Equal(2, fetched);
    }

    [Fact]
    public async Task Asset_ThatFailed_IsFetchedAgain()
    {
        var cache = new AssetCache();
        Assert.Null(await cache.GetAsync(1, "u", () => Task.FromResult<PageAnswer?>(null)));
        Assert.Equal(404, (await cache.GetAsync(1, "u", () => Task.FromResult<PageAnswer?>(Script with { Status = 404 })))!.Status);
        await Assert.ThrowsAsync<TimeoutException>(() => cache.GetAsync(1, "u", () => throw new TimeoutException()));
        Assert.Same(Script, await cache.GetAsync(1, "u", () => Task.FromResult<PageAnswer?>(Script)));
    }

    [Fact]
    public async Task Cache_IsBoundedByBytes_AndLetsGoOfTheOldest()
    {
        var cache = new AssetCache();
        var large = new PageAnswer(200, [], new byte[4 << 20]);
        for (var i = 0; i < 17; i++)
        {
            await cache.GetAsync(1, $"u{i}", () => Task.FromResult<PageAnswer?>(large));
        }

        Assert.Null(await cache.GetAsync(1, "u0", () => Task.FromResult<PageAnswer?>(null)));
        Assert.Same(large, await cache.GetAsync(1, "u16", () => Task.FromResult<PageAnswer?>(null)));
    }
}
