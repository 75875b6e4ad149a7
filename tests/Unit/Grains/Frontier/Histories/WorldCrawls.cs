using Thresher.Grains.Crawls;
using Thresher.Grains.Frontier;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;

namespace Thresher.Tests.Unit.Grains.Frontier.Histories;

/// <summary>Crawls with different delays, concurrency and agents, some of which obey robots.txt and some not; each may be paused.</summary>
internal sealed class WorldCrawls : IDomainScene
{
    /// <summary>All there are; their numbers are their places.</summary>
    public static readonly ActiveCrawl[] All =
    [
        Crawl(0, "one", null, 1, robots: true),
        Crawl(1, "two", 3_000, 1, robots: true),
        Crawl(2, "two", 0, 4, robots: true),
        Crawl(3, "three", 500, 2, robots: false),
        Crawl(4, "one", 0, 64, robots: true),
    ];

    public bool[] Running { get; } = [.. Enumerable.Repeat(true, All.Length)];

    public bool MaySend { get; set; } = true;

    public ActiveCrawl? Find(long crawlId) => All[crawlId];

    public bool MayDispatch(long crawlId) => Running[crawlId];

    private static ActiveCrawl Crawl(long id, string agent, int? delayMs, int concurrency, bool robots) => new(new CrawlRecord(
        id,
        $"crawl-{id}",
        CrawlState.Running,
        new CrawlJob
        {
            UserAgent = agent,
            Limits = new CrawlLimits { Retries = 3 },
            Politeness = new CrawlPoliteness
            {
                Delay = delayMs is { } ms ? TimeSpan.FromMilliseconds(ms) : null,
                Concurrency = concurrency,
                Robots = robots,
                Breaker = new CrawlBreaker { Closings = 4 },
            },
        }.ToJson(),
        0,
        0,
        null,
        0));
}
