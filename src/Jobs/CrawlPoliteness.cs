using Thresher.Jobs.Rules;

namespace Thresher.Jobs;

/// <summary>How a crawl treats hosts. A domain shared by several crawls gets the most considerate of their wishes.</summary>
public sealed record CrawlPoliteness
{
    /// <summary>The least delay where no job names one, 1 s.</summary>
    public static readonly TimeSpan DefaultDelay = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Between two requests to one domain. Null (the default): the longer of 1 s and twice the last fetch, up to 30 s.
    /// A <c>Crawl-delay</c> in robots.txt is honoured in any case while robots.txt is.
    /// </summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>Requests in flight to one domain at most.</summary>
    [Bounds(1)]
    public int Concurrency { get; init; } = 1;

    /// <summary>Whether robots.txt is obeyed.</summary>
    public bool Robots { get; init; } = true;

    /// <summary>When a host that fails is left alone.</summary>
    public CrawlBreaker Breaker { get; init; } = new();
}
