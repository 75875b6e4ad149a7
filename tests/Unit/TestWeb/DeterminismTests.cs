using Thresher.TestWeb;
using Thresher.TestWeb.Generation;

namespace Thresher.Tests.Unit.TestWeb;

public sealed class DeterminismTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StartAsync_SameSeedTwice_GivesTheSameWeb()
    {
        var first = await ReadAsync(5);
        Assert.Equal(first, await ReadAsync(5));
        Assert.NotEqual(first, await ReadAsync(6));
    }

    [Theory]
    [InlineData("/p/1#part", "/p/1")]
    [InlineData("/%70/1?utm_source=a", "/p/1")]
    [InlineData("/p/5/caf%c3%a9", "/p/5/caf%C3%A9")]
    [InlineData("/p/7/%7Ehome?gclid=1&fbclid=2", "/p/7/~home")]
    [InlineData("/p/9?utm_medium=b&view=full&gclid=1&lang=en", "/p/9?view=full&lang=en")]
    [InlineData("/p/9?lang=en&view=full", "/p/9?lang=en&view=full")]
    [InlineData("/p/%zz%4", "/p/%zz%4")]
    public void Canonical_Spelling_IsTheOneOfThePage(string spelled, string canonical) =>
        Assert.Equal(canonical, TargetSpelling.Canonical(spelled));

    [Fact]
    public async Task StartAsync_SharesTooLarge_Throws() =>
        await Assert.ThrowsAsync<ArgumentException>(() => SyntheticWeb.StartAsync(
            new SyntheticWebOptions { Shares = PageShares.All(0.2) }, Cancellation));

    /// <summary>All pages of a web in one text, with the port taken out.</summary>
    private static async Task<string> ReadAsync(ulong seed)
    {
        await using var web = await SyntheticWeb.StartAsync(
            new SyntheticWebOptions { Seed = seed, Hosts = 2, PagesPerHost = 40, Shares = PageShares.Ordinary }, Cancellation);
        using var client = WebClient.Create();
        var pages = new List<string>();
        foreach (var url in web.Truth.ExistingUrls())
        {
            using var response = await client.GetAsync(url, Cancellation);
            pages.Add($"{url} {response.StatusCode} {response.Headers.Location} {await response.Content.ReadAsStringAsync(Cancellation)}");
        }

        return string.Join('\n', pages).Replace($":{web.Port}", "", StringComparison.Ordinal);
    }
}
