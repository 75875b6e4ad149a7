using Thresher.Jobs.Outcomes;

namespace Thresher.Storage.Rules;

/// <summary>Which stored pages a refresh queues, and where in the queue.</summary>
internal static class RefreshRules
{
    /// <summary>Added to the rank of a page that is fetched again: they go before every new URL, in their own order.</summary>
    public const int RankAhead = int.MinValue;

    /// <summary>Whether a page whose URL stands so is queued: one that is pending is already, one that killed its process never.</summary>
    public static bool MayQueue(UrlState state) => state is >= UrlState.Fetched and < UrlState.Quarantined;
}
