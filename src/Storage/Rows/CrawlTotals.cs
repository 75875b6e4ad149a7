using Thresher.Jobs.Outcomes;

namespace Thresher.Storage.Rows;

/// <summary>The ledger of one crawl: how many URLs stand where, and why.</summary>
/// <param name="Accepted">URLs ever accepted.</param>
/// <param name="Items">Records extracted.</param>
/// <param name="Bytes">Decoded bytes of stored pages.</param>
/// <param name="Counts">URLs by state and outcome; their sum is <paramref name="Accepted"/>.</param>
public sealed record CrawlTotals(
    long Accepted, long Items, long Bytes, IReadOnlyList<(UrlState State, FetchOutcome Outcome, long Count)> Counts)
{
    /// <summary>Records by the rule that made them, in order of the rules' names.</summary>
    public IReadOnlyList<RuleCount> Rules { get; init; } = [];

    /// <summary>URLs in one state.</summary>
    public long Of(UrlState state)
    {
        long sum = 0;
        foreach (var (s, _, n) in Counts)
        {
            sum += s == state ? n : 0;
        }

        return sum;
    }

    /// <summary>URLs in one state for one reason.</summary>
    public long Of(UrlState state, FetchOutcome outcome)
    {
        long sum = 0;
        foreach (var (s, o, n) in Counts)
        {
            sum += s == state && o == outcome ? n : 0;
        }

        return sum;
    }

    /// <summary>Queued, leased and retrying together: 0 when nothing is left to do.</summary>
    public long Pending => Of(UrlState.Queued) + Of(UrlState.Leased) + Of(UrlState.Retrying);
}

/// <summary>How many records one rule made in a crawl.</summary>
/// <param name="Rule">The rule's name.</param>
/// <param name="Items">Records, the invalid ones among them.</param>
/// <param name="Invalid">Records with errors.</param>
[GenerateSerializer, Immutable, Alias("thresher.rule-count")]
public sealed record RuleCount([property: Id(0)] string Rule, [property: Id(1)] long Items, [property: Id(2)] long Invalid);
