using Thresher.TestWeb;
using Thresher.TestWeb.Generation;

namespace Thresher.Tests.Unit.TestWeb;

/// <summary>One web with every special kind, shared by the tests that look at single pages.</summary>
public sealed class RoughWeb : IAsyncLifetime
{
    public SyntheticWeb Web { get; private set; } = null!;

    public HttpClient Client { get; } = WebClient.Create();

    public HttpClient RawClient { get; } = WebClient.Create(decompress: false);

    public async ValueTask InitializeAsync() => Web = await SyntheticWeb.StartAsync(new SyntheticWebOptions
    {
        Seed = 3,
        Hosts = Enum.GetValues<RobotsVariant>().Length,
        PagesPerHost = 240,
        Shares = PageShares.All(0.03),
        Robots = Enum.GetValues<RobotsVariant>(),
        SlowDelay = TimeSpan.FromMilliseconds(2),
        DripInterval = TimeSpan.FromMilliseconds(1),
        CrawlDelay = TimeSpan.FromMilliseconds(2500),
    });

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        RawClient.Dispose();
        await Web.DisposeAsync();
    }
}
