using System.Globalization;

namespace Thresher.Storage.Rules;

/// <summary>When a domain that nobody owns is to be woken.</summary>
internal static class WakeRules
{
    /// <summary>The time of a domain with nothing to wait for.</summary>
    public const long Never = long.MaxValue;

    /// <summary><see cref="Never"/> in statements.</summary>
    public static readonly string NeverText = Never.ToString(CultureInfo.InvariantCulture);

    /// <summary>How soon a domain is looked at again when only a page limit holds its URLs back.</summary>
    public static readonly TimeSpan LimitedDelay = TimeSpan.FromSeconds(5);

    /// <summary>When a domain whose owner has nothing to lease is due again; null when something can be leased now.</summary>
    /// <param name="crawls">The crawls that it serves (<see cref="ServedCrawls"/>).</param>
    /// <param name="now">Unix milliseconds.</param>
    public static long? AfterRelease(IEnumerable<WaitingCrawl> crawls, long now)
    {
        var wakeAt = Never;
        foreach (var crawl in crawls)
        {
            if (crawl.HasRoom && (crawl.HasQueued || crawl.NextRetry <= now))
            {
                return null;
            }

            wakeAt = Math.Min(wakeAt, crawl.HasRoom ? crawl.NextRetry : now + (long)LimitedDelay.TotalMilliseconds);
        }

        return wakeAt;
    }

    /// <summary>The time of a domain whose owner ended: those that were sent no request for longest come first.</summary>
    /// <param name="pending">SQL of the number that is pending.</param>
    /// <param name="quietSince">SQL of the time of the last request that is known of.</param>
    public static string AfterOwner(string pending, string quietSince) => $"CASE WHEN {pending} > 0 THEN {quietSince} ELSE {NeverText} END";

    /// <summary>The time of a domain after its counts changed; without anything pending it sleeps.</summary>
    /// <param name="pending">SQL of the number that is pending now.</param>
    /// <param name="wakes">SQL of whether something of it can be leased at once.</param>
    /// <param name="wakeAt">SQL of its time before.</param>
    /// <param name="sooner">SQL of the sooner one of that time and the present.</param>
    public static string AfterChange(string pending, string wakes, string wakeAt, string sooner) =>
        $"CASE WHEN {pending} = 0 THEN {NeverText} WHEN {wakes} THEN {sooner} ELSE {wakeAt} END";
}
