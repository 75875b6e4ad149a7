using Thresher.Client.Sessions;
using Thresher.Jobs;

namespace Thresher.Client.Demo;

/// <summary>Where the demonstration's crawl runs: its processes and their store.</summary>
internal interface IDemoStage : IAsyncDisposable
{
    /// <summary>The processes that crawl, and may be killed.</summary>
    IReadOnlyList<DemoProcess> Crawlers { get; }

    /// <summary>What there is to know and to look at, a line each.</summary>
    IReadOnlyList<string> Description { get; }

    /// <summary>Starts the crawl and follows it until it is complete.</summary>
    Task CrawlAsync(CrawlJob job, CancellationToken cancellationToken);

    /// <summary>Opens what the crawl stored.</summary>
    Task<Session> ReadAsync(CancellationToken cancellationToken);
}
