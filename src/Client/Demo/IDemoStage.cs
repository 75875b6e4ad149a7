using Thresher.Client.Sessions;
using Thresher.Jobs;

namespace Thresher.Client.Demo;

/// <summary>Where the demonstration's crawl runs: its processes and their store.</summary>
internal interface IDemoStage : IAsyncDisposable
{
    /// <summary>The crawling processes, which may be killed.</summary>
    IReadOnlyList<DemoProcess> Crawlers { get; }

    /// <summary>Lines that describe the stage and where to watch it.</summary>
    IReadOnlyList<string> Description { get; }

    /// <summary>Starts the crawl and follows it until it is complete.</summary>
    Task CrawlAsync(CrawlJob job, CancellationToken cancellationToken);

    /// <summary>Opens the crawl's store.</summary>
    Task<Session> ReadAsync(CancellationToken cancellationToken);
}
