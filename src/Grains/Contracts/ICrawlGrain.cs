using Orleans.Concurrency;
using Thresher.Jobs.Outcomes;

namespace Thresher.Grains.Contracts;

/// <summary>One crawl: its state, its completion, what is seen of it. A call that is cancelled ends between two steps; asked again, it goes on.</summary>
[Alias("thresher.ICrawlGrain")]
public interface ICrawlGrain : IGrainWithStringKey
{
    /// <summary>Creates the crawl or takes it up again with this job (its stored JSON), and runs it.</summary>
    /// <returns>The crawl's id.</returns>
    [Alias("Start")]
    Task<long> StartAsync(string job, CancellationToken cancellationToken);

    /// <summary>Fetches every stored page of a complete crawl again, with conditional requests.</summary>
    /// <returns>False when there is no such crawl, or it is not complete.</returns>
    [Alias("Refresh")]
    Task<bool> RefreshAsync(CancellationToken cancellationToken);

    /// <summary>Holds the crawl, or one of its domains.</summary>
    /// <returns>False when there is no such crawl or domain.</returns>
    [Alias("Pause")]
    Task<bool> PauseAsync(string? host, CancellationToken cancellationToken);

    /// <summary>Goes on with the crawl, or with one of its domains.</summary>
    /// <returns>False when there is no such crawl or domain.</returns>
    [Alias("Resume")]
    Task<bool> ResumeAsync(string? host, CancellationToken cancellationToken);

    /// <summary>Ends the crawl before it is complete.</summary>
    /// <returns>False when there is no such crawl.</returns>
    [Alias("Stop")]
    Task<bool> StopAsync(CancellationToken cancellationToken);

    /// <summary>Removes the crawl with all its rows.</summary>
    /// <returns>False when there is no such crawl.</returns>
    [Alias("Remove"), ResponseTimeout("01:00:00")]
    Task<bool> RemoveAsync(CancellationToken cancellationToken);

    /// <summary>Queues failed URLs again.</summary>
    /// <returns>How many; -1 when there is no such crawl.</returns>
    [Alias("Retry"), ResponseTimeout("01:00:00")]
    Task<long> RetryAsync(FetchOutcome? reason, CancellationToken cancellationToken);

    /// <summary>The crawl as it is now; null when there is none of that name. It reads, and is answered beside a removal that takes long.</summary>
    [Alias("GetState"), AlwaysInterleave]
    Task<CrawlSnapshot?> GetState(CancellationToken cancellationToken);

    /// <summary>A domain has run out of work: the crawl may be complete. May be lost.</summary>
    [Alias("CheckCompletion"), OneWay]
    Task CheckCompletion();

    /// <summary>What a silo does, told every second. May be lost.</summary>
    [Alias("Report"), OneWay]
    Task Report(SiloActivity activity);
}
