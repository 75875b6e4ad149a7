namespace Thresher.Storage.Rules;

/// <summary>
/// Which crawls a domain serves and how much of it they may have, in statements that join <c>crawl_domains d</c> and
/// <c>crawls c</c>.
/// </summary>
internal static class ServedCrawls
{
    /// <summary>The crawls with something to lease, as far as their limits and due times allow.</summary>
    public const string Condition = $"NOT d.paused AND d.queued + d.retrying > 0 AND c.state = {CrawlStates.Running}";

    /// <summary>How many more URLs of the domain the crawl may lease; NULL without a limit.</summary>
    public const string Room = "c.host_limit - d.fetched - d.leased";

    /// <summary>The states whose URLs count against a crawl's page limit.</summary>
    public const string CountedStates = $"{UrlStates.Leased}, {UrlStates.Fetched}";
}
