using Thresher.Jobs.Outcomes;

namespace Thresher.Storage.Rules;

/// <summary>What one operation changes in the counters of one crawl on one domain.</summary>
internal sealed class DomainChanges
{
    /// <summary>URLs by state, in the order of <see cref="UrlState"/>.</summary>
    public long[] Counts { get; } = new long[8];

    /// <summary>Decoded bytes of stored pages.</summary>
    public long Bytes { get; set; }

    /// <summary>Whether the domain has something to serve at once.</summary>
    public bool Wakes { get; set; }

    /// <summary>URLs that are queued, leased or retrying.</summary>
    public long Pending => Counts[(int)UrlState.Queued] + Counts[(int)UrlState.Leased] + Counts[(int)UrlState.Retrying];
}
