using Thresher.TestWeb.Ledger;

namespace Thresher.TestWeb.Truth;

/// <summary>
/// Compares what a crawl stored with the web's plan and the web's own request log. It shares no code with the crawler.
/// </summary>
public sealed class CrawlChecker(ExpectedCrawl expected, IReadOnlyList<string> storedUrls, RequestLedger ledger)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(5);

    /// <summary>Pages that should be stored and are not.</summary>
    public IReadOnlyList<string> Lost => [.. ShouldBeStored.Except(storedUrls).Order()];

    /// <summary>Pages stored more than once.</summary>
    public IReadOnlyList<string> Doubled => [.. storedUrls.GroupBy(url => url).Where(same => same.Count() > 1).Select(same => same.Key)];

    /// <summary>Pages stored that should not be.</summary>
    public IReadOnlyList<string> Unexpected => [.. storedUrls.Except(ShouldBeStored).Order()];

    /// <summary>Requests beyond those that a crawl without a crash makes.</summary>
    public int Refetches => ledger.Analyze().RequestsPerUrl()
        .Where(url => expected.Pages.ContainsKey(url.Key))
        .Sum(url => url.Value - 1 - expected.Pages[url.Key].FailuresFirst);

    private IEnumerable<string> ShouldBeStored =>
        expected.UrlsOf(ExpectedOutcome.Fetched).Concat(expected.UrlsOf(ExpectedOutcome.FetchedPartly));

    /// <summary>Requests closer together than the delay, on any host.</summary>
    public IReadOnlyList<GapViolation> PolitenessViolations(TimeSpan delay) => ledger.Analyze().Violations(delay, Tolerance);
}
